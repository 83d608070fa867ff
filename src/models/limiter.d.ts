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
  /** Milliseconds between refreshes. */
  reservoirRefreshInterval?: number | null;
  /** What a refresh sets the reservoir to. */
  reservoirRefreshAmount?: number | null;
  /** Milliseconds between increases. */
  reservoirIncreaseInterval?: number | null;
  /** What an increase adds to the reservoir. */
  reservoirIncreaseAmount?: number | null;
  /** What increases stop at. */
  reservoirIncreaseMaximum?: number | null;
  /** Whether dropped jobs reject; default true. */
  rejectOnDrop?: boolean;
  /** `'redis'` and `'ioredis'` share the account's limit by a Redis, as the constructor's `shared` does; default `'local'`. */
  datastore?: 'local' | 'redis' | 'ioredis';
  /** Which Redis. */
  clientOptions?: RedisClientOptions;
}

/** A Redis, as node-redis 3 and ioredis name it. */
interface RedisClientOptions {
  /** What it says goes before the other members. */
  url?: string;
  /** Default 127.0.0.1. */
  host?: string;
  /** Default 6379. */
  port?: number | string;
  /** Name to log in with. */
  username?: string | null;
  /** The same. */
  user?: string | null;
  /** Password to log in with. */
  password?: string | null;
  /** The same. */
  auth_pass?: string | null;
  /** Number of the database; default 0. */
  db?: number | string;
  /** With TLS; certificates and authorities are the constructor's. */
  tls?: boolean | Record<string, never>;
  /** What keys begin with; default `helpscout`. */
  keyPrefix?: string;
  /** The same. */
  prefix?: string;
}

/** How a job is admitted. */
interface JobOptions {
  /** From 0, first, to 9; default 5. */
  priority?: number;
  /** What it counts; default 1. */
  weight?: number;
  /** Milliseconds from its start after which it rejects. */
  expiration?: number | null;
  /** Name of the job; default a random one. */
  id?: string;
}

/** Number of jobs by state. */
interface JobCounts {
  /** Taken in. */
  RECEIVED: number;
  /** Waiting. */
  QUEUED: number;
  /** Admitted, about to start. */
  RUNNING: number;
  /** Started. */
  EXECUTING: number;
  /** Ended; only of limiters that keep count. */
  DONE?: number;
}

/** Whatever admits jobs: assignable to `bottleneck`, and what `chain` takes. */
interface Scheduler {
  /** Runs a job once it is admitted, and settles as it does. */
  schedule<Result>(options: JobOptions, job: () => PromiseLike<Result>): Promise<Result>;
}

/** What an event of a job tells. */
interface JobInfo {
  /** What the job was scheduled with. */
  args: Json[];
  /** How it is admitted. */
  options: JobOptions;
  /** How often it was tried again. */
  retryCount?: number;
}

/** Events of the limiter with their arguments. */
interface LimiterEvents {
  /** A job was taken in. */
  received: [info: JobInfo];
  /** A job waits. */
  queued: [info: JobInfo];
  /** A job was admitted. */
  scheduled: [info: JobInfo];
  /** A job starts. */
  executing: [info: JobInfo];
  /** A job has ended. */
  done: [info: JobInfo];
  /** A job has failed; listeners may have it tried again. */
  failed: [error: Error, info: JobInfo];
  /** A job is tried again. */
  retry: [message: string, info: JobInfo];
  /** A job was dropped. */
  dropped: [info: JobInfo];
  /** The reservoir is empty; tells whether the queue is, too. */
  depleted: [empty: boolean];
  /** No job waits. */
  empty: [];
  /** No job waits or runs. */
  idle: [];
  /** A listener has failed, or a refresh of the token. */
  error: [error: Error];
  /** Another limiter sent a message. */
  message: [message: string];
  /** What the limiter does, in detail. */
  debug: [message: string, data: Json];
}

/** How a limiter is stopped. */
interface StopOptions {
  /** Whether waiting jobs are dropped; default true. */
  dropWaitingJobs?: boolean;
  /** What they reject with. */
  dropErrorMessage?: string;
  /** What further jobs reject with. */
  enqueueErrorMessage?: string;
}

/** The limiter of a client, answering as bottleneck's does. */
interface Limiter extends Scheduler {
  /** Values of the option `strategy`. */
  readonly strategy: { LEAK: 1; OVERFLOW: 2; OVERFLOW_PRIORITY: 4; BLOCK: 3 };
  /** Which bottleneck it answers as. */
  readonly version: string;
  /** What jobs that are dropped or refused reject with. */
  readonly BottleneckError: new (message?: string) => Error & { readonly mayHaveBeenApplied: boolean };
  /** Runs a job with these arguments once it is admitted, and settles as it does. */
  schedule<Result, Args extends unknown[]>(
    options: JobOptions,
    job: (...args: Args) => Result | PromiseLike<Result>,
    ...args: Args
  ): Promise<Result>;
  /** Runs a job with these arguments once it is admitted, and settles as it does. */
  schedule<Result, Args extends unknown[]>(
    job: (...args: Args) => Result | PromiseLike<Result>,
    ...args: Args
  ): Promise<Result>;
  /** The last argument is called back with an error or null, then with the job's results. */
  submit(...optionsJobArgumentsAndCallback: unknown[]): void;
  /** A function that schedules a job with the arguments it is called with. */
  wrap<Result, Args extends unknown[]>(
    job: (...args: Args) => Result | PromiseLike<Result>,
  ): ((...args: Args) => Promise<Result>) & { withOptions(options: JobOptions, ...args: Args): Promise<Result> };
  /** Changes the settings; those that are left out stay. */
  updateSettings(options?: LimiterOptions): Promise<Limiter>;
  /** How many jobs there are in each state. */
  counts(): JobCounts;
  /** Ids of the jobs in a state; default all. */
  jobs(status?: string): string[];
  /** State of a job; null if there is none with this id. */
  jobStatus(id: string): string | null;
  /** How many jobs wait, of all priorities or one. */
  queued(priority?: number): number;
  /** Whether no job waits or is about to. */
  empty(): boolean;
  /** Weight of the jobs that run. */
  running(): Promise<number>;
  /** Weight of the jobs that are done. */
  done(): Promise<number>;
  /** Whether a job of this weight would start at once; default 1. */
  check(weight?: number): Promise<boolean>;
  /** Weight that may still start; null for any. */
  currentReservoir(): Promise<number | null>;
  /** Adds to the reservoir and resolves with what it has then; default 0. */
  incrementReservoir(amount?: number): Promise<number>;
  /** Resolves at once. */
  ready(): Promise<void>;
  /** Ends refreshes and increases of the reservoir. */
  disconnect(): Promise<void>;
  /** Refuses further jobs, and resolves when those that run have ended. */
  stop(options?: StopOptions): Promise<void>;
  /** Has another limiter admit each attempt too; null for none. */
  chain(limiter: Scheduler | null): Limiter;
  /** Calls the listener each time; one of `failed` may answer after how many milliseconds to try again. */
  on<Name extends keyof LimiterEvents>(
    event: Name,
    listener: (...args: LimiterEvents[Name]) => number | null | void | Promise<number | null | void>,
  ): Limiter;
  /** Calls the listener the next time. */
  once<Name extends keyof LimiterEvents>(
    event: Name,
    listener: (...args: LimiterEvents[Name]) => number | null | void | Promise<number | null | void>,
  ): Limiter;
  /** Takes all listeners away, or those of one event; those of `failed` are what retries. */
  removeAllListeners(event?: keyof LimiterEvents): void;
}
