'use strict';

// <base>: destroys a streamed answer after its first chunk and says what the server saw.

const { makeClient, report, statsWhen } = require('./client');

async function run() {
  const client = makeClient(process.argv[2]);
  client.updateRequestOptions({ responseType: 'stream' });
  const { data } = await client.get(`stream?bytes=${200 * 2 ** 20}`);

  data.once('data', () => data.destroy());
  await new Promise((resolve) => data.once('close', resolve));
  client.updateRequestOptions({ responseType: 'json' });
  const { aborted } = await statsWhen(client, (stats) => stats.aborted > 0);
  report({ aborted });
}

run();
