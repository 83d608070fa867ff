import testing from './index.js';

export const { mockHelpScout } = testing;
