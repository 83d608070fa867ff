import HelpScout from './index.js';

export default HelpScout;
export const {
  HelpScoutError,
  ValidationError,
  AuthenticationError,
  PermissionError,
  NotFoundError,
  ConflictError,
  RateLimitError,
  ServerError,
  NetworkError,
  TimeoutError,
  IndeterminateWriteError,
  BottleneckError,
} = HelpScout;
