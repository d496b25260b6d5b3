// SPDX-License-Identifier: Apache-2.0

import Files
import Octets

extension FaultSuite {
    /// Sends a bundle by the command, and believes what it says.
    func send(_ consignment: Consignment, dyingAt point: Int? = nil) async throws {
        let ran = try await sender.run(
            ["send", consignment.path, "--to", line.address],
            dyingAt: point
        )
        let code = tally("send", ran)
        if code == 0 {
            // Delivered: the receipt lies beside the bundle.
            let receipt = try Folder.read("\(desktop)/\(consignment.id).receipt.asice", limit: 1 << 24)
            try record(consignment) { $0.receipts.insert(SHA256Digest(of: receipt)) }
        }
        // The bundle is in the outbox, and its file may go: so the command says.
        if [0, 69].contains(code) { try record(consignment) { $0.isEntered = true } }
    }

    /// Puts a bundle on a stick.
    func carry(_ consignment: Consignment, dyingAt point: Int?) async throws {
        let words = ["send", consignment.path, "--to-folder", try sticks.current()]
        let code = tally("send to stick", try await sender.run(words, dyingAt: point))
        guard code == 0 else { return }
        sticks.add()
        try record(consignment) { $0.isEntered = true }
    }

    private func record(
        _ consignment: Consignment,
        _ body: @Sendable (inout Consignment) throws -> Void
    ) throws {
        try ledger.change { entries in
            guard let place = entries.lastIndex(where: { $0.id == consignment.id }) else { return }
            try body(&entries[place])
        }
    }
}
