import { availableParallelism } from 'node:os';

// For the processes of the tests: fork() gives them these options.
process.execArgv.push('--import', `${import.meta.dirname}/test/engines/test-process.mjs`);

export default {
  // Specs run in a few processes of plain Node, and those of a process share the modules that they import. Loading all
  // modules anew for each spec, as Jest's own runner does, took more than half of the time. So a spec leaves nothing behind:
  // no spy, no variable of the environment. Threads of one process took 7 % more CPU: to start a program, Linux copies the
  // page tables of the whole process, and the tests start some hundred.
  runner: 'jest-light-runner/child-process',
  setupFiles: ['<rootDir>/test/factories/typescript-loader.mjs', '<rootDir>/test/engines/late-handlers.mjs'],
  testMatch: ['<rootDir>/{apps,libs,test}/**/*.spec.ts'],
  transform: {},
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/dist\\.'],
  globalSetup: '<rootDir>/test/engines/global-setup.mjs',
  globalTeardown: '<rootDir>/test/engines/global-teardown.mjs',
  testSequencer: '<rootDir>/test/engines/longest-first.sequencer.mjs',
  reporters: [
    'default',
    '<rootDir>/test/engines/untested.reporter.mjs',
    '<rootDir>/test/engines/suite-guard.reporter.mjs',
  ],
  // Many tests wait for leases, restarts and programs. Two more workers than cores use that time.
  maxWorkers: Math.min(8, availableParallelism() + 2),
};
