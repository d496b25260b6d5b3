// SPDX-License-Identifier: Apache-2.0

/// Where each schema stands, as errors name it; put together when asked, because few are.
struct SchemaLocations: Sendable {
    struct Step: Sendable {
        /// The schema around this one; nil for one that nothing stands around.
        let parent: Int?
        /// The way from there.
        let tokens: [String]
        let resource: Int
    }

    let steps: [Step]
    /// Of each resource, its URI and the node of its root.
    let resources: [(uri: String, root: Int)]

    /// The URI of the schema's resource and a pointer into it.
    func location(of node: Int) -> String {
        var tokens: [String] = []
        let resource = resources[steps[node].resource]
        var place = node
        while place != resource.root {
            tokens = steps[place].tokens + tokens
            guard let parent = steps[place].parent else { break }
            place = parent
        }
        return "\(resource.uri)#\(JSONPointer(tokens))"
    }
}
