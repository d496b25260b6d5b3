// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Bundles
import Catalogue
import Files
import Octets
import Offices

/// `renew FILE|DIR…`: keeps evidence alive, over a whole archive, as a scheduled job may do.
///
/// Dossiers, receipts, cards and extracts get what is missing or due; everything else in a folder is passed over.
struct Renew: OfficeCommand {
    static let configuration = CommandConfiguration(act: "renew", .helpRenew)

    @OptionGroup var common: CommonOptions

    @Argument(help: ArgumentHelp(Help.text(.helpRenewPaths)))
    var paths: [String]

    func perform(_ session: Session) async throws -> Outcome {
        let office = try session.office()
        let stamping = try FileStamping(session, office)
        var outcomes: [Outcome] = []
        var (renewed, complete) = (0, 0)
        for path in paths {
            for file in try Folder.isFolder(path) ? Self.containers(in: path) : [path] {
                do {
                    if try await stamping.renew(file) == .complete {
                        complete += 1
                    } else {
                        renewed += 1
                        session.say(.commandRenewed(path: file))
                    }
                } catch let error as BundleError where error.code == .neverRewritten && file != path {
                    continue
                } catch {
                    // One file that fails does not hold up an archive.
                    session.complain(of: error, about: file)
                    outcomes.append(Outcome(of: error))
                    // Where nobody answers now, nobody will for the next thousand files.
                    if FileStamping.isOutage(error) { return .unavailable }
                }
            }
        }
        session.say(
            .commandRenewedCount(
                complete: String(complete),
                failed: String(outcomes.count),
                renewed: String(renewed)
            )
        )
        return Outcome.worst(outcomes)
    }

    /// Every container below `folder`, by name; links are not followed out of it, hidden names not looked at.
    private static func containers(in folder: String) throws -> [String] {
        var found: [String] = []
        for name in try Folder.names(in: folder) where !name.hasPrefix(".") {
            let path = Folder.join(folder, name)
            if Folder.isFolder(path), !Folder.isLink(path) {
                found += try containers(in: path)
            } else if name.hasSuffix(".asice") {
                found.append(path)
            }
        }
        return found
    }
}
