'use strict';

// What this process has used so far. The figures of the main thread and of the peak are Linux's.

const fs = require('node:fs');

const MAIN_THREAD = `/proc/self/task/${process.pid}/schedstat`;

/** CPU time in µs: of the process, and of its main thread. */
exports.cpu = () => {
  const { user, system } = process.cpuUsage();
  return { process: user + system, main: Number(fs.readFileSync(MAIN_THREAD, 'utf8').split(' ')[0]) / 1000 };
};

/** Most bytes resident at a time. `maxRSS` of the process would count its parent's from before exec. */
exports.peakBytes = () => {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(fs.readFileSync('/proc/self/status', 'utf8'));
  return Number(kilobytes) * 1024;
};

/** Leaves the CPU for a moment: the kernel books a thread's time when it does. */
exports.rest = () => new Promise((resolve) => setTimeout(resolve, 20));
