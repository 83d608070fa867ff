'use strict';

module.exports = [
  {
    id: 'account-ledger',
    where: 'limiter-retries.test.js',
    what: 'What may start is counted for each account from its rate headers, by all clients in the process',
    reason: 'The original\'s fixed window allows 800 a minute at its edge, and each client counts alone.'
  },
  {
    id: 'limiter-timing',
    where: 'limiter-settings.test.js',
    what: 'Bottleneck\'s scheduling artefacts are gone: timer ticks, a 250 ms heartbeat, 250 jobs a second',
    reason: 'They cost time and give nothing.'
  },
  {
    id: 'limiter-values',
    where: 'limiter-settings.test.js',
    what: 'Wrong values of limiter options throw; unknown options are ignored with one warning',
    reason: 'The original ignores both silently.'
  },
  {
    id: 'limiter-datastore',
    where: 'limiter-settings.test.js',
    what: 'updateBottleneckOptions with the datastore redis or ioredis and its clientOptions shares the account\'s limit by that Redis',
    reason: 'The original keeps the option and does nothing.'
  },
  {
    id: 'limiter-updates',
    where: 'limiter-settings.test.js',
    what: 'The reservoir is refilled after updateBottleneckOptions too',
    reason: 'The original stops refilling and hangs.'
  },
  {
    id: 'limiter-exit',
    where: 'surface-process.test.js',
    what: 'Calls that wait for the reservoir keep the process alive',
    reason: 'The original\'s process ends with its promises pending.'
  },
  {
    id: 'limiter-errors',
    where: 'limiter-events.test.js',
    what: 'An error listener of the limiter that throws is called once',
    reason: 'The original calls it for ever.'
  },
  {
    id: 'limiter-members',
    where: 'limiter-state.test.js',
    what: 'Group, Batcher, clusterQueued, publish, clients and channel of the limiter throw',
    reason: 'They belong to Bottleneck\'s clusters, which the original cannot be set up for.'
  },
  {
    id: 'own-jobs',
    where: 'limiter-jobs.test.js',
    what: 'A function given to bottleneck.schedule is not run again unless a failed listener says so',
    reason: 'Nobody else knows whether it may run twice.'
  },
  {
    id: 'assigned-limiter',
    where: 'hooks-bottleneck.test.js',
    what: 'An assigned bottleneck gets the retry rules by itself',
    reason: 'The original needs a deep file of its package for that.'
  }
];
