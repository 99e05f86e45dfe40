// swift-tools-version: 6.2
import PackageDescription

// The desk is a package of its own, so that nothing of it is fetched or built with the program that checks and gates. `Core` is a
// link to that program's sources: one package has them all, and what they share needs not be public.
let strict: [SwiftSetting] = [.strictMemorySafety(), .treatAllWarnings(as: .error)]

let package = Package(
  name: "preclear-desk",
  products: [.executable(name: "preclear-desk", targets: ["DeskServer"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CLibYAML", path: "Core/CLibYAML", pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .target(name: "PreclearEngine", path: "Core/PreclearEngine", swiftSettings: strict),
    .target(
      name: "PreclearLanguage", dependencies: ["PreclearEngine", "CLibYAML"], path: "Core/PreclearLanguage",
      swiftSettings: strict),
    .target(
      name: "PreclearReports", dependencies: ["PreclearEngine"], path: "Core/PreclearReports", swiftSettings: strict),
    .target(
      name: "PreclearAuthoring", dependencies: ["PreclearEngine", "PreclearLanguage"], path: "Core/PreclearAuthoring",
      swiftSettings: strict),
    .target(
      name: "PreclearJournal",
      dependencies: ["PreclearEngine", "PreclearLanguage", .product(name: "Crypto", package: "swift-crypto")],
      path: "Core/PreclearJournal", swiftSettings: strict),
    .target(
      name: "PreclearFiles",
      dependencies: [
        "PreclearEngine", "PreclearLanguage", "PreclearReports", "PreclearJournal",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .target(
      name: "PreclearDesk",
      dependencies: [
        "PreclearEngine", "PreclearLanguage", "PreclearReports", "PreclearAuthoring", "PreclearJournal",
        "PreclearFiles",
      ],
      resources: [.embedInCode("Page")], swiftSettings: strict),
    .executableTarget(
      name: "DeskServer",
      dependencies: [
        "PreclearDesk", "PreclearFiles",
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "PreclearDeskTests", dependencies: ["PreclearDesk", "PreclearJournal", "PreclearFiles"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
