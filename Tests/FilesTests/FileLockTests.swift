// SPDX-License-Identifier: Apache-2.0

import Files
import Testing

@Suite struct FileLockTests {
    @Test func `one holder at a time, and the next after it`() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/lock"
            var first = try FileLock(path)
            #expect(first != nil)
            #expect(try FileLock(path) == nil)
            first = nil
            #expect(try FileLock(path) != nil)
        }
    }

    @Test func `a lock whose file was deleted keeps nobody out and is on nothing`() throws {
        try withTemporaryFolder { folder in
            let path = folder + "/lock"
            let first = try #require(try FileLock(path))
            first.deleteFile()
            #expect(!Folder.exists(path))
            #expect(try FileLock(path) != nil)
        }
    }
}
