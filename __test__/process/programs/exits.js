'use strict';

// <base> <how>: what does and does not keep a process alive. Prints what was settled before the end.

const { makeClient, report } = require('./client');

const [base, how] = process.argv.slice(2);
const settled = [];
const note = (call) => call.then(({ status }) => settled.push(status), (error) => settled.push(error.message));
process.on('exit', () => report(settled));

const ways = {
  constructed: () => {},
  'after a call': (client) => note(client.get('small')),
  'amid a call': (client) => note(client.get('late')),
  'amid a retry': (client) => note(client.get('recovering')),
  'after an abort': (client) => {
    const controller = new AbortController();
    note(client.get('never', undefined, { signal: controller.signal }));
    setTimeout(() => controller.abort(new Error('enough')), 50);
  },
  'waiting for the limiter': (client) => {
    client.updateBottleneckOptions({ minTime: 300 });
    for (let n = 0; n < 3; n += 1) note(client.get('small'));
  },
  'with listeners': (client) => {
    client.on('tokens', () => {});
    client.bottleneck.on('error', () => {});
    note(client.get('small'));
  },
};

ways[how](makeClient(base));
