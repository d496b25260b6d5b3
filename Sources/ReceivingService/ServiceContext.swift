// SPDX-License-Identifier: Apache-2.0

package import Hummingbird
import NIOCore

/// What the routes know of a request beside the request itself.
package struct ServiceContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The connection, and through it the address that the rate limit counts; never logged.
    let channel: any Channel

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// Ends the connection after a little while, for a client whose body we no longer want.
    ///
    /// At once would be a reset, which can destroy the answer before the client has read it.
    func closeSoon() {
        let channel = channel
        channel.eventLoop.scheduleTask(in: .seconds(5)) { channel.close(promise: nil) }
    }
}
