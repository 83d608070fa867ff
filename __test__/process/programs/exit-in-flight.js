'use strict';

// <base> <delay>: leaves with code 7 while 50 calls are in flight, `delay` ms after
// they were made, or amid the first answer if that is "answer".

const { makeClient } = require('./client');

const [base, delay] = process.argv.slice(2);
const client = makeClient(base);
const leave = () => process.exit(7);

for (let n = 0; n < 25; n += 1) {
  client.get('never').catch(() => {});
  client.get('page').then(delay === 'answer' ? leave : undefined, () => {});
}
if (delay === '0') leave();
else if (delay !== 'answer') setTimeout(leave, Number(delay));
