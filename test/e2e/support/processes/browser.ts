import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';

const DEBIAN = '/usr/bin/chromium';
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Milliseconds for one step of a page: far above what it takes, and below the limit of a test, so that the step is named. */
const STEP_MS = 240_000;

/** The test name that the reporter of untested suites looks for. */
const NOT_TESTED = 'is not tested without Chromium';

/** A page in a separate browser, and the errors on it. */
export interface Tab {
  readonly page: Page;
  /** Console errors, failed scripts and requests to other origins than `origin`. */
  faults(origin: string): string[];
  close(): Promise<void>;
}

/** A `describe` that needs Chromium (CHROMIUM, or Debian's). Skipped without it; a failure under REQUIRE_ENGINES=1. */
export function describeInBrowser(name: string, define: (open: () => Promise<Tab>) => void): void {
  const { CHROMIUM = DEBIAN, REQUIRE_ENGINES } = process.env;
  if (existsSync(CHROMIUM)) {
    describe(name, () => define(() => openTab(CHROMIUM)));
    return;
  }
  if (REQUIRE_ENGINES === '1') throw new Error(`the tests need Chromium: CHROMIUM names none at ${CHROMIUM}`);
  describe(name, () => it.skip(NOT_TESTED, () => {}));
}

/** Opens a headless browser with an empty profile. */
async function openTab(executablePath: string): Promise<Tab> {
  const profile = mkdtempSync(join(tmpdir(), 'coffer-browser-'));
  const context = await chromium.launchPersistentContext(profile, { executablePath, args: ARGUMENTS });
  context.setDefaultTimeout(STEP_MS);
  const page = context.pages()[0] ?? (await context.newPage());
  const errors: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('request', (request) => asked.push(request.url()));
  return {
    page,
    faults: (origin) => [...errors, ...asked.filter((url) => !isOf(origin, url)).map((url) => `asked ${url}`)],
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** True for data URLs and URLs of `origin`. */
function isOf(origin: string, url: string): boolean {
  return url.startsWith('data:') || new URL(url).origin === origin;
}
