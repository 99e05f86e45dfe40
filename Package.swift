// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.strictMemorySafety(), .treatAllWarnings(as: .error)]

let package = Package(
  name: "preclear",
  products: [.executable(name: "preclear", targets: ["PreclearCommand"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CLibYAML", pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .target(name: "PreclearEngine", swiftSettings: strict),
    .target(name: "PreclearLanguage", dependencies: ["PreclearEngine", "CLibYAML"], swiftSettings: strict),
    .target(name: "PreclearReports", dependencies: ["PreclearEngine"], swiftSettings: strict),
    .target(name: "PreclearAuthoring", dependencies: ["PreclearEngine", "PreclearLanguage"], swiftSettings: strict),
    .target(
      name: "PreclearJournal",
      dependencies: ["PreclearEngine", "PreclearLanguage", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: strict),
    .executableTarget(
      name: "PreclearCommand",
      dependencies: [
        "PreclearEngine", "PreclearLanguage", "PreclearReports", "PreclearAuthoring", "PreclearJournal",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(name: "PreclearEngineTests", dependencies: ["PreclearEngine"], swiftSettings: strict),
    .testTarget(
      name: "PreclearLanguageTests", dependencies: ["PreclearEngine", "PreclearLanguage"], swiftSettings: strict),
    .testTarget(
      name: "PreclearReportsTests", dependencies: ["PreclearEngine", "PreclearReports", "TestSupport"],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "PreclearAuthoringTests", dependencies: ["PreclearEngine", "PreclearLanguage", "PreclearAuthoring"],
      swiftSettings: strict),
    .testTarget(
      name: "PreclearJournalTests", dependencies: ["PreclearEngine", "PreclearLanguage", "PreclearJournal"],
      swiftSettings: strict),
    .testTarget(
      name: "PreclearCommandTests",
      dependencies: ["PreclearCommand", "PreclearEngine", "PreclearReports", "TestSupport"],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "ReferenceTests", dependencies: ["PreclearEngine", "PreclearLanguage"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
