// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Catalogue
import JSONSchema
import Octets
import Registry

/// How much of a long list is shown.
struct ListOptions: ParsableArguments {
    @Option(help: ArgumentHelp(Help.text(.helpListLimit), valueName: "number"))
    var limit = Limits.listedBundles

    @Option(help: ArgumentHelp(Help.text(.helpListBefore), valueName: "number"))
    var before: Int64?

    func validate() throws {
        guard (1...1_000_000).contains(limit) else { throw ValidationError(Help.text(.helpListLimit)) }
    }

    /// Collects the newest entries that `isWanted`, the oldest of them first, page by page, and tells from where the
    /// rest goes on.
    func collect<Bundle, Item>(
        _ page: (_ before: Int64?, _ limit: Int) throws -> ListedBundles<Bundle>,
        _ item: (Bundle) throws -> Item?
    ) throws -> (items: [Item], before: Int64?) {
        var items: [Item] = []
        var next = before
        repeat {
            let listed = try page(next, min(limit - items.count, Limits.listedBundles))
            items += try listed.bundles.compactMap(item)
            next = listed.before
        } while next != nil && items.count < limit
        return (items.reversed(), next)
    }
}

extension Session {
    /// Prints a list for programs.
    func print(bundles: [JSONValue], before: Int64?) {
        print(
            JSONValue.members([
                ("bundles", .array(bundles)), ("before", before.map { .integer(Int($0)) }),
            ])
        )
    }
}
