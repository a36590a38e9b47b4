import { availableParallelism } from 'node:os';

const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleNameMapper: {
    '^#([a-z-]+)/(testing|offline)$': '<rootDir>/libs/$1/src/$2/index.ts',
    '^#([a-z-]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/dist\\.'],
};

export default {
  projects: [
    { ...shared, displayName: 'libs', testMatch: ['<rootDir>/libs/**/*.spec.ts'] },
    { ...shared, displayName: 'test', testMatch: ['<rootDir>/test/**/*.spec.ts'] },
    {
      ...shared,
      displayName: 'apps',
      testMatch: ['<rootDir>/apps/**/*.spec.ts'],
    },
  ],
  coverageProvider: 'v8',
  coverageReporters: ['text-summary', 'lcov'],
  collectCoverageFrom: ['{apps,libs}/**/*.ts', '!**/*.spec.ts', '!**/testing/**'],
  coverageThreshold: { global: { lines: 85 } },
  globalSetup: '<rootDir>/test/engines/global-setup.mjs',
  globalTeardown: '<rootDir>/test/engines/global-teardown.mjs',
  testSequencer: '<rootDir>/test/engines/longest-first.sequencer.mjs',
  reporters: ['default', '<rootDir>/test/engines/untested.reporter.mjs'],
  // What hangs ends here. Far above what any test needs, so that a busy machine fails none.
  testTimeout: 1_800_000,
  // Many tests wait for leases, restarts and programs. Two more workers than cores use that time.
  maxWorkers: Math.min(8, availableParallelism() + 2),
  // Modules of ESM stay in a worker's heap after their suite. A worker that holds more begins anew.
  workerIdleMemoryLimit: '1500MB',
};
