'use strict';

// The addon of this platform: the one built here, else that of the platform's package.
// Each is named in full, for tools that collect the files of a program. On Linux the C
// library decides which of the two packages is installed, and which file was built.

const candidates = {
  'linux-x64': [
    () => require('../helpscout-native.linux-x64-gnu.node'),
    () => require('helpscout-native-linux-x64-gnu'),
    () => require('../helpscout-native.linux-x64-musl.node'),
    () => require('helpscout-native-linux-x64-musl'),
  ],
  'linux-arm64': [
    () => require('../helpscout-native.linux-arm64-gnu.node'),
    () => require('helpscout-native-linux-arm64-gnu'),
    () => require('../helpscout-native.linux-arm64-musl.node'),
    () => require('helpscout-native-linux-arm64-musl'),
  ],
  'darwin-x64': [
    () => require('../helpscout-native.darwin-x64.node'),
    () => require('helpscout-native-darwin-x64'),
  ],
  'darwin-arm64': [
    () => require('../helpscout-native.darwin-arm64.node'),
    () => require('helpscout-native-darwin-arm64'),
  ],
  'win32-x64': [
    () => require('../helpscout-native.win32-x64-msvc.node'),
    () => require('helpscout-native-win32-x64-msvc'),
  ],
};

function load() {
  const platform = `${process.platform}-${process.arch}`;
  const errors = [];
  for (const candidate of candidates[platform] ?? []) {
    try {
      return candidate();
    } catch (error) {
      errors.push(error);
    }
  }
  const cause = errors.find(({ code }) => code !== 'MODULE_NOT_FOUND') ?? errors[0];
  const [reason] = cause?.message.split('\n') ?? ['there is none'];
  throw new Error(
    `The addon of helpscout-native for ${platform} could not be loaded: ${reason}. ` +
      'If npm left an optional dependency out, remove package-lock.json and node_modules and install again.',
    { cause },
  );
}

module.exports = load();
