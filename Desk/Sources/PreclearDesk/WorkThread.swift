import Dispatch

/// One thread's worth of work, for what must not keep the threads that all tasks share.
final class WorkThread: SerialExecutor {
  private let queue = DispatchQueue(label: "preclear.clerk")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
