'use strict';

// The addon of this platform: the one built here, else that of the platform's package.
// Each is named in full, for tools that collect the files of a program. On Linux the C
// library decides which of the two packages is installed, and which file was built.
// Each has a `try` around it, too: esbuild and webpack fail by a file that is not there
// unless they see one.

const errors = [];
const failed = (error) => {
  errors.push(error);
};

const candidates = {
  'linux-x64': [
    () => { try { return require('../helpscout-native.linux-x64-gnu.node'); } catch (error) { return failed(error); } },
    () => { try { return require('helpscout-native-linux-x64-gnu'); } catch (error) { return failed(error); } },
    () => { try { return require('../helpscout-native.linux-x64-musl.node'); } catch (error) { return failed(error); } },
    () => { try { return require('helpscout-native-linux-x64-musl'); } catch (error) { return failed(error); } },
  ],
  'linux-arm64': [
    () => { try { return require('../helpscout-native.linux-arm64-gnu.node'); } catch (error) { return failed(error); } },
    () => { try { return require('helpscout-native-linux-arm64-gnu'); } catch (error) { return failed(error); } },
    () => { try { return require('../helpscout-native.linux-arm64-musl.node'); } catch (error) { return failed(error); } },
    () => { try { return require('helpscout-native-linux-arm64-musl'); } catch (error) { return failed(error); } },
  ],
  'darwin-x64': [
    () => { try { return require('../helpscout-native.darwin-x64.node'); } catch (error) { return failed(error); } },
    () => { try { return require('helpscout-native-darwin-x64'); } catch (error) { return failed(error); } },
  ],
  'darwin-arm64': [
    () => { try { return require('../helpscout-native.darwin-arm64.node'); } catch (error) { return failed(error); } },
    () => { try { return require('helpscout-native-darwin-arm64'); } catch (error) { return failed(error); } },
  ],
  'win32-x64': [
    () => { try { return require('../helpscout-native.win32-x64-msvc.node'); } catch (error) { return failed(error); } },
    () => { try { return require('helpscout-native-win32-x64-msvc'); } catch (error) { return failed(error); } },
  ],
};

function load() {
  const platform = `${process.platform}-${process.arch}`;
  for (const candidate of candidates[platform] ?? []) {
    const addon = candidate();
    if (addon !== undefined) return addon;
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
