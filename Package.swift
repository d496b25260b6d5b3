// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

// MARK: Other people's packages

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

let package = Package(
    name: "andaman",
    products: [.executable(name: "andaman", targets: ["andaman"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        // Without traits: its configuration support alone would double the build.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // MARK: Leaves: bytes and formats. No clock, no network.
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // Loads libqrencode (libqrencode4) when a QR code is asked for; nothing to link.
        .systemLibrary(name: "CQRCode"),
        .target(name: "Octets", dependencies: [crypto]),
        .target(name: "Files", dependencies: ["Octets"]),
        .target(name: "Catalogue", plugins: ["EmbedResources"]),
        .target(name: "Schemas", path: "Schemas", plugins: ["EmbedResources"]),
        .target(name: "AgeEncryption", dependencies: ["COpenSSL", "Octets", crypto]),
        .target(name: "ASiC", dependencies: ["CZlib", "Octets", crypto]),
        .target(name: "JSONSchema", dependencies: ["Octets"]),
        .target(name: "Signatures", dependencies: ["COpenSSL", "Octets", asn1]),
        .target(name: "TransparencyLog", dependencies: ["Octets", crypto]),

        // MARK: Domain
        .target(name: "Dossiers", dependencies: ["JSONSchema", "Octets", "Schemas"]),
        .target(name: "Forms", dependencies: ["Catalogue", "Dossiers", "JSONSchema", "Octets"]),
        .target(
            name: "Bundles",
            dependencies: [
                "AgeEncryption", "ASiC", "Dossiers", "Files", "JSONSchema", "Octets", "Signatures",
                "TransparencyLog",
            ]
        ),
        .target(
            name: "Offices",
            dependencies: [
                "AgeEncryption", "Bundles", "Dossiers", "Files", "JSONSchema", "Octets", "Signatures",
                "TransparencyLog",
            ]
        ),

        // MARK: Edges
        .target(name: "Registry", dependencies: ["Files", "Octets", "TransparencyLog", grdb]),
        .target(
            name: "ReceivingService",
            dependencies: [
                "AgeEncryption", "ASiC", "Bundles", "Dossiers", "Files", "JSONSchema", "Octets", "Offices",
                "Registry",
                "Signatures", "TransparencyLog", hummingbird, hummingbirdCore, hummingbirdTLS, httpTypes,
                lifecycle, logging,
                nioCore, nioHTTPTypes,
                nioPosix, nioSSL, signals,
            ]
        ),
        .target(
            name: "Delivery",
            dependencies: [
                "Bundles", "Dossiers", "Files", "Octets", "Offices", "Registry", "Signatures", httpClient,
                nioCore, nioHTTP1,
                nioPosix, nioSSL,
            ]
        ),
        .target(
            name: "AndamanCommands",
            dependencies: [
                "AgeEncryption", "ASiC", "Bundles", "Catalogue", "CQRCode", "Delivery", "Dossiers", "Files",
                "Forms", "JSONSchema", "Octets",
                "Offices", "ReceivingService", "Registry", "Schemas", "Signatures", "TransparencyLog",
                argumentParser, logging,
            ]
        ),
        .executableTarget(
            name: "andaman",
            dependencies: ["AndamanCommands"],
            linkerSettings: [
                // Nothing is ever looked up in the program by name: without fifty thousand exported names it starts quicker.
                .unsafeFlags(["-Xlinker", "--no-export-dynamic"], .when(configuration: .release))
            ]
        ),

        // MARK: The build's own tools
        .plugin(name: "EmbedResources", capability: .buildTool, dependencies: ["EmbedGenerator"]),
        .executableTarget(name: "EmbedGenerator"),

        // MARK: Measurements
        .executableTarget(
            name: "filing-bench",
            dependencies: [
                "ASiC", "AgeEncryption", "Bundles", "Files", "Octets", "Offices", "ReceivingService",
                "Registry",
                "Signatures", httpClient, logging, nioCore, nioHTTP1, nioSSL,
            ],
            path: "Benchmarks/Filing"
        ),
        .executableTarget(
            name: "SchemaBench",
            dependencies: ["Dossiers", "Files", "JSONSchema"],
            path: "Benchmarks/SchemaBench"
        ),

        // MARK: Tests
        .executableTarget(
            name: "SignaturesLeakCheck",
            dependencies: ["Files", "Octets", "Signatures"],
            path: "Tests/SignaturesLeakCheck"
        ),
        .target(
            name: "TimeAuthorityForTests",
            dependencies: ["Files", "Octets", "Signatures", subprocess],
            path: "Tests/TimeAuthorityForTests"
        ),
        .testTarget(name: "OctetsTests", dependencies: ["Octets"]),
        .testTarget(name: "FilesTests", dependencies: ["Files", "Octets"]),
        .testTarget(name: "CatalogueTests", dependencies: ["Catalogue", "Files", "Octets"]),
        .testTarget(name: "EmbedGeneratorTests", dependencies: ["EmbedGenerator", "Schemas"]),
        .testTarget(
            name: "AgeEncryptionTests",
            dependencies: ["AgeEncryption", "Catalogue", "CZlib", "Octets", crypto, subprocess]
        ),
        .testTarget(
            name: "ASiCTests",
            dependencies: ["ASiC", "Catalogue", "CZlib", "Files", "Octets", subprocess]
        ),
        .testTarget(
            name: "JSONSchemaTests",
            dependencies: ["Catalogue", "Files", "JSONSchema", "Octets"],
            exclude: ["Suite"]
        ),
        .testTarget(
            name: "SignaturesTests",
            dependencies: [
                "Catalogue", "Files", "Octets", "Signatures", "TimeAuthorityForTests", asn1, subprocess,
            ]
        ),
        .testTarget(
            name: "DossiersTests",
            dependencies: [
                "AndamanCommands", "Catalogue", "Dossiers", "Files", "JSONSchema", "Octets", "Schemas",
            ]
        ),
        .testTarget(
            name: "FormsTests",
            dependencies: [
                "Catalogue", "Dossiers", "Files", "Forms", "JSONSchema", "Octets", subprocess,
            ]
        ),
        .testTarget(
            name: "TransparencyLogTests",
            dependencies: ["Catalogue", "Octets", "TransparencyLog", subprocess]
        ),
        .testTarget(
            name: "RegistryTests",
            dependencies: ["Catalogue", "Files", "Octets", "Registry", "TransparencyLog", grdb],
            exclude: ["Released"]
        ),
        .testTarget(
            name: "ReceivingServiceTests",
            dependencies: [
                "Catalogue", "Files", "Octets", "ReceivingService", "Registry", "TransparencyLog",
                hummingbird, hummingbirdTesting, httpTypes,
                logging, nioCore, nioPosix, subprocess,
            ]
        ),
        .testTarget(
            name: "DeliveryTests",
            dependencies: [
                "Catalogue", "Delivery", "Files", "Octets", "ReceivingService", "Registry",
                "TransparencyLog", lifecycle, logging, subprocess,
            ]
        ),
        .testTarget(
            name: "BundlesTests",
            dependencies: [
                "AgeEncryption", "ASiC", "Bundles", "Catalogue", "Dossiers", "Files", "JSONSchema", "Octets",
                "Offices",
                "Signatures", "TimeAuthorityForTests", "TransparencyLog", subprocess,
            ]
        ),
        .testTarget(
            name: "OfficesTests",
            dependencies: [
                "AgeEncryption", "Bundles", "Catalogue", "Dossiers", "Files", "Octets", "Offices",
                "Signatures", "TransparencyLog", subprocess,
            ]
        ),
        .testTarget(
            name: "AndamanCommandsTests",
            dependencies: [
                "AgeEncryption", "ASiC", "AndamanCommands", "Bundles", "Delivery", "Dossiers", "Files",
                "JSONSchema",
                "Octets", "Offices", "ReceivingService", "Registry", "Signatures", "TimeAuthorityForTests",
                "TransparencyLog",
                "andaman", grdb, subprocess,
            ]
        ),
        .testTarget(
            name: "ExchangeFlowTests",
            dependencies: ["AndamanCommands", "Files", "Octets", "Registry"]
        ),
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
