import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import PreclearDesk
import PreclearEngine
import PreclearFiles

/// The desk on a socket: HTTP to a ``DeskRequest``, a ``DeskResponse`` to HTTP. Limits on size and time are kept here.
struct DeskServer {
  /// A whole request has to be there within this time.
  private static let deadline = TimeAmount.seconds(10)
  /// A connection on which no request comes is closed after it.
  private static let idleTime = TimeAmount.seconds(30)
  private static let mostConnections = 200

  let host: String
  let port: Int
  let desk: Desk

  /// Serves until the process ends.
  ///
  /// All tasks of a request but its judging run on the thread that reads and writes the sockets. A request that goes from thread to thread
  /// waits at each for a core; and what is done between reading and judging is too little to be worth a thread of its own.
  func run() async throws {
    NIOSingletons.groupLoopCountSuggestion = 1
    let executor = LoopExecutor(MultiThreadedEventLoopGroup.singleton.any())
    try await withTaskExecutorPreference(executor) { try await serve(on: executor) }
  }

  private func serve(on executor: LoopExecutor) async throws {
    let desk = desk
    let host = host
    var logger = Logger(label: "preclear.desk")
    logger.logLevel = .critical
    let server = try HTTPServerBuilder.http1(
      configuration: HTTP1Channel.Configuration(
        idleTimeout: Self.idleTime,
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: 8 << 10, maxHeaderListSize: 16 << 10, maxHeaderFieldCount: 100))
    ).buildServer(
      configuration: ServerConfiguration(
        address: .hostname(host, port: port),
        availableConnectionsDelegate: .maximum(Self.mostConnections, logger: logger)),
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger,
      responder: { request, writer, _ in
        let (response, isLast) = await Self.respond(to: request, desk, executor)
        try await writer.write(response: response.head, body: response.body)
        // The rest of a request that was refused unread is not waited for.
        if isLast { throw ConnectionOver() }
      },
      onServerRunning: { channel in
        let port = channel.localAddress?.port ?? 0
        let token = Self.newToken()
        await desk.open(to: AccessRules(token: token, hosts: AccessRules.hosts(listeningOn: host, port: port)))
        Self.announce("The desk is open, until Ctrl-C: http://\(Self.shown(host)):\(port)/#token=\(token)\n")
      })
    try await server.run()
  }

  private struct ConnectionOver: Error {}

  private static func shown(_ host: String) -> String {
    switch host {
    case "0.0.0.0", "::": "127.0.0.1"
    case _ where host.contains(":"): "[\(host)]"
    default: host
    }
  }

  /// A desk whose address nobody can read is of no use, but no danger either: it goes on.
  private static func announce(_ text: String) {
    do throws(LoadFailure) {
      try Files.write(Array(text.utf8), toDescriptor: 1)
    } catch {}
  }

  /// 128 random bits.
  private static func newToken() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<2).map { _ in
      let digits = String(UInt64.random(in: .min ... .max, using: &generator), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  // MARK: Requests

  private static func respond(to request: Request, _ desk: Desk, _ executor: LoopExecutor) async -> (
    Response, isLast: Bool
  ) {
    switch await body(of: request, executor) {
    case .whole(let bytes): return (onWire(await desk.answer(deskRequest(request, bytes))), false)
    case .tooLarge: return (onWire(.problem(.tooLarge(limit: Desk.requestLimit))), true)
    case .tooSlow: return (onWire(.problem(.tooSlow)), true)
    case .broken: return (onWire(.problem(.cutShort)), true)
    }
  }

  private enum Body {
    case whole([UInt8])
    case tooLarge
    case tooSlow
    case broken
  }

  private static func body(of request: Request, _ executor: LoopExecutor) async -> Body {
    if let length = request.headers[.contentLength], Int(length) ?? .max > Desk.requestLimit { return .tooLarge }
    if request.method == .get || request.method == .head, request.headers[.contentLength] == nil,
      request.headers[.transferEncoding] == nil
    {
      return .whole([])
    }
    let reading = Task(executorPreference: executor) { () -> Body in
      do {
        let buffer = try await request.body.collect(upTo: Desk.requestLimit)
        // What is cancelled ends as if it were whole.
        return Task.isCancelled ? .tooSlow : .whole(Array(buffer.readableBytesView))
      } catch is NIOTooManyBytesError {
        return .tooLarge
      } catch {
        return Task.isCancelled ? .tooSlow : .broken
      }
    }
    // A task that sleeps would keep its timer until it runs out, for every request.
    let timer = executor.loop.scheduleTask(in: deadline) { reading.cancel() }
    defer { timer.cancel() }
    return await reading.value
  }

  private static func deskRequest(_ request: Request, _ body: [UInt8]) -> DeskRequest {
    let authority = request.head.authority.map { [$0] } ?? []
    return DeskRequest(
      method: request.method.rawValue, target: request.head.path ?? "",
      hosts: authority + request.headers.filter { $0.name.canonicalName == "host" }.map(\.value),
      origin: request.headers[.origin], authorization: request.headers[.authorization],
      contentType: request.headers[.contentType], body: body)
  }

  private static func onWire(_ response: DeskResponse) -> Response {
    var fields = HTTPFields()
    for (name, value) in response.headers {
      if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
    }
    return Response(
      status: HTTPResponse.Status(code: response.status), headers: fields,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: response.body)))
  }
}
