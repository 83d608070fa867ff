'use strict';

const http = require('node:http');
const net = require('node:net');

/**
 * Starts a forward proxy on loopback that ends with the test `t`. It passes
 * absolute-form requests on, tunnels CONNECT to where `route` says, and keeps
 * what it was asked.
 *
 * @param {import('node:test').TestContext} t
 * @param {{ route?: (target: string) => string, refuse?: number }} [options]
 *   `route` maps the asked `host:port` to the one to connect to; `refuse` is the
 *   status with which the proxy turns everything away
 * @returns {Promise<{ host: string, port: number, url: string, asked: http.IncomingMessage[] }>}
 */
async function startProxy(t, { route = target => target, refuse } = {}) {
  const asked = [];
  const sockets = new Set();

  const server = http.createServer((request, response) => {
    asked.push(request);

    if (refuse) {
      response.writeHead(refuse, { 'Content-Type': 'application/json' }).end('{"from":"proxy"}');
      return;
    }

    const { host, pathname, search } = new URL(request.url);
    const [hostname, port = 80] = route(host).split(':');
    const { 'proxy-authorization': _, ...headers } = request.headers;

    request.pipe(http.request({ hostname, port, path: pathname + search, method: request.method, headers }, answer => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    }));
  });

  server.on('connect', (request, socket) => {
    asked.push(request);

    if (refuse) {
      socket.end(`HTTP/1.1 ${refuse} Refused\r\nContent-Length: 0\r\n\r\n`);
      return;
    }

    const [hostname, port] = route(request.url).split(':');
    const onward = net.connect(port, hostname, () => {
      socket.write('HTTP/1.1 200 Connected\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });

    sockets.add(onward);
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });

  server.on('connection', socket => sockets.add(socket));
  await new Promise(resolve => { server.listen(0, '127.0.0.1', resolve); });
  t.after(() => {
    sockets.forEach(socket => socket.destroy());
    server.close();
  });

  const { port } = server.address();

  return { host: '127.0.0.1', port, url: `http://127.0.0.1:${port}`, asked };
}

module.exports = { startProxy };
