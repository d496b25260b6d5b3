// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let package = Package(
    name: "andaman",
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // MARK: Leaves: bytes and formats. No clock, no network.
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "Octets", dependencies: [.product(name: "Crypto", package: "swift-crypto")]),
        .target(name: "Files", dependencies: ["Octets"]),
        .target(name: "Catalogue", plugins: ["EmbedResources"]),
        .target(name: "Schemas", path: "Schemas", plugins: ["EmbedResources"]),

        // MARK: The build's own tools
        .plugin(name: "EmbedResources", capability: .buildTool, dependencies: ["EmbedGenerator"]),
        .executableTarget(name: "EmbedGenerator"),

        // MARK: Tests
        .testTarget(name: "OctetsTests", dependencies: ["Octets"]),
        .testTarget(name: "FilesTests", dependencies: ["Files", "Octets"]),
        .testTarget(name: "CatalogueTests", dependencies: ["Catalogue", "Files", "Octets"]),
        .testTarget(name: "EmbedGeneratorTests", dependencies: ["EmbedGenerator", "Schemas"]),
    ],
    swiftLanguageModes: [.v6]
)

/// What every target of ours compiles with; a module that needs less says why here.
let strictness: [SwiftSetting] = [
    // Each unsafe expression is marked, and a needless mark is an error too.
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .treatAllWarnings(as: .error),
    .treatWarning("ExplicitSendable", as: .error),
    .treatWarning("DeprecatedDeclaration", as: .warning),
]
for target in package.targets where ![.system, .plugin].contains(target.type) {
    target.swiftSettings = strictness
}
