// Errors: what must not compile, then what must.
import HelpScout from 'helpscout-native';

export function wrong(error: HelpScout.HelpScoutError, refused: HelpScout.ValidationError): void {
  // @ts-expect-error: there may have been no answer
  error.status.toFixed();
  // @ts-expect-error: there may have been no answer
  error.response.data;
  // @ts-expect-error: only rate limits say when
  error.retryAfterMs;
  // @ts-expect-error: only refusals name members
  error.fields;
  // @ts-expect-error: what errors tell is not changed
  error.attempts = 2;
  // @ts-expect-error: the value may not be repeated
  refused.fields[0]?.rejectedValue.length;
  // @ts-expect-error: only writes of unknown effect say when they were sent
  error.sentAt;
  // @ts-expect-error: no such class
  HelpScout.ConnectionError;
}

export function right(error: unknown): string | number | undefined {
  if (error instanceof HelpScout.BottleneckError) return Number(error.mayHaveBeenApplied);
  if (error instanceof HelpScout.ValidationError) return error.fields.map(({ path, message }) => `${path}: ${message}`).join();
  if (error instanceof HelpScout.RateLimitError) return error.retryAfterMs;
  if (error instanceof HelpScout.IndeterminateWriteError) {
    const cause: HelpScout.HelpScoutError = error.cause;
    const sent: Date | undefined = error.sentAt;
    return error.mayHaveBeenApplied ? cause.code : sent?.toISOString();
  }
  if (error instanceof HelpScout.TimeoutError) {
    const lost: HelpScout.NetworkError = error;
    return lost.code;
  }
  for (const kind of [HelpScout.AuthenticationError, HelpScout.PermissionError, HelpScout.NotFoundError, HelpScout.ConflictError]) {
    if (error instanceof kind) return error.correlationId;
  }
  if (error instanceof HelpScout.ServerError || error instanceof HelpScout.NetworkError) return error.attempts;
  if (!(error instanceof HelpScout.HelpScoutError)) return undefined;
  const { status, code, method, path, retryable, cause, response, config, request } = error;
  console.log(code, method, path, retryable, cause?.message, config?.url, request?.res?.responseUrl);
  const body = response?.data;
  if (typeof body === 'object' && body !== null && 'logRef' in body) return String(body.logRef);
  return status;
}
