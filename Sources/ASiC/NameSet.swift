// SPDX-License-Identifier: Apache-2.0

/// The names of a container so far, so that no two are one file somewhere (`THREATS` 10 and 11).
///
/// Names meet when they differ in letter case or in Unicode's forms alone, and when one is a folder of the other.
struct NameSet {
    private var files: Set<String> = []
    private var folders: Set<String> = []

    /// Takes `name` in; false where it meets one that is there.
    mutating func insert(_ name: String) -> Bool {
        let key = EntryName.collisionKey(name)
        let parents = Self.parents(key)
        guard !folders.contains(key), !parents.contains(where: files.contains), files.insert(key).inserted
        else {
            return false
        }
        folders.formUnion(parents)
        return true
    }

    /// Takes a folder in that stands for itself; false where a file has its name.
    mutating func insertFolder(_ name: String) -> Bool {
        let key = EntryName.collisionKey(name)
        let path = Self.parents(key) + [key]
        guard !path.contains(where: files.contains) else { return false }
        folders.formUnion(path)
        return true
    }

    private static func parents(_ key: String) -> [String] {
        var parents: [String] = []
        var index = key.startIndex
        while let slash = key[index...].firstIndex(of: "/") {
            parents.append(String(key[..<slash]))
            index = key.index(after: slash)
        }
        return parents
    }
}
