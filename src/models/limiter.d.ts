/** What `updateBottleneckOptions` takes; weights are 1 for a read and 2 for a write. */
interface LimiterOptions {
  /** Weight that may run at once; null for any. */
  maxConcurrent?: number | null;
  /** Milliseconds between two starts. */
  minTime?: number;
  /** Jobs that may wait; null for any. */
  highWater?: number | null;
  /** What happens beyond `highWater`: 1 leak, 2 overflow, 3 block, 4 overflow by priority. */
  strategy?: number;
  /** Milliseconds that the block strategy refuses jobs for. */
  penalty?: number | null;
  /** Weight that may start before the next refill; null for any. */
  reservoir?: number | null;
  /** Milliseconds. */
  reservoirRefreshInterval?: number | null;
  /** What a refresh sets the reservoir to. */
  reservoirRefreshAmount?: number | null;
  /** Milliseconds. */
  reservoirIncreaseInterval?: number | null;
  /** What an increase adds to the reservoir. */
  reservoirIncreaseAmount?: number | null;
  reservoirIncreaseMaximum?: number | null;
  /** Whether dropped jobs reject; default true. */
  rejectOnDrop?: boolean;
}

/** How a job is admitted. */
interface JobOptions {
  /** From 0, first, to 9; default 5. */
  priority?: number;
  weight?: number;
  /** Milliseconds from its start after which it rejects. */
  expiration?: number | null;
  id?: string;
}

/** Number of jobs by state. */
interface JobCounts {
  RECEIVED: number;
  QUEUED: number;
  RUNNING: number;
  EXECUTING: number;
  DONE?: number;
}

/** Whatever admits jobs: assignable to `bottleneck`, and what `chain` takes. */
interface Scheduler {
  schedule<Result>(options: JobOptions, job: () => PromiseLike<Result>): Promise<Result>;
}

/** What an event of a job tells. */
interface JobInfo {
  args: Json[];
  options: JobOptions;
  retryCount?: number;
}

/** Events of the limiter with their arguments. */
interface LimiterEvents {
  received: [info: JobInfo];
  queued: [info: JobInfo];
  scheduled: [info: JobInfo];
  executing: [info: JobInfo];
  done: [info: JobInfo];
  failed: [error: Error, info: JobInfo];
  retry: [message: string, info: JobInfo];
  dropped: [info: JobInfo];
  depleted: [empty: boolean];
  empty: [];
  idle: [];
  error: [error: Error];
  message: [message: string];
  debug: [message: string, data: Json];
}

/** The limiter of a client, answering as bottleneck's does. */
interface Limiter extends Scheduler {
  readonly strategy: { LEAK: 1; OVERFLOW: 2; OVERFLOW_PRIORITY: 4; BLOCK: 3 };
  readonly version: string;
  readonly BottleneckError: new (message?: string) => Error;
  schedule<Result, Args extends unknown[]>(
    options: JobOptions,
    job: (...args: Args) => Result | PromiseLike<Result>,
    ...args: Args
  ): Promise<Result>;
  schedule<Result, Args extends unknown[]>(
    job: (...args: Args) => Result | PromiseLike<Result>,
    ...args: Args
  ): Promise<Result>;
  /** The last argument is called back with an error or null, then with the job's results. */
  submit(...optionsJobArgumentsAndCallback: unknown[]): void;
  wrap<Result, Args extends unknown[]>(
    job: (...args: Args) => Result | PromiseLike<Result>,
  ): ((...args: Args) => Promise<Result>) & { withOptions(options: JobOptions, ...args: Args): Promise<Result> };
  updateSettings(options?: LimiterOptions): Promise<Limiter>;
  counts(): JobCounts;
  jobs(status?: string): string[];
  jobStatus(id: string): string | null;
  queued(priority?: number): number;
  empty(): boolean;
  /** Weight of the jobs that run. */
  running(): Promise<number>;
  /** Weight of the jobs that are done. */
  done(): Promise<number>;
  /** Whether a job of this weight would start at once; default 1. */
  check(weight?: number): Promise<boolean>;
  /** Weight that may still start; null for any. */
  currentReservoir(): Promise<number | null>;
  incrementReservoir(amount?: number): Promise<number>;
  ready(): Promise<void>;
  disconnect(): Promise<void>;
  stop(options?: { dropWaitingJobs?: boolean; dropErrorMessage?: string; enqueueErrorMessage?: string }): Promise<void>;
  chain(limiter: Scheduler | null): Limiter;
  on<Name extends keyof LimiterEvents>(
    event: Name,
    /** For `failed`, milliseconds after which to try again, if at all. */
    listener: (...args: LimiterEvents[Name]) => number | null | void | Promise<number | null | void>,
  ): Limiter;
  once<Name extends keyof LimiterEvents>(
    event: Name,
    listener: (...args: LimiterEvents[Name]) => number | null | void | Promise<number | null | void>,
  ): Limiter;
  removeAllListeners(event?: keyof LimiterEvents): void;
}
