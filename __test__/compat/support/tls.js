'use strict';

const fs = require('node:fs');
const path = require('node:path');

const DIRECTORY = path.join(__dirname, '../fixtures/tls');

/** What opens `client-encrypted.key` and `client.pfx`. */
const PASSPHRASE = 'open-sesame';

/** The path of a file made by fixtures/tls/make.sh. */
const tlsPath = file => path.join(DIRECTORY, file);

/** Its bytes. */
const tlsFile = file => fs.readFileSync(tlsPath(file));

/** Certificate and key of `name`, as tls.createServer and https.Agent take them. */
const identity = name => ({ cert: tlsFile(`${name}.pem`), key: tlsFile(`${name}.key`) });

module.exports = { PASSPHRASE, tlsPath, tlsFile, identity };
