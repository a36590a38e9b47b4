import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The api, the libraries and the programs of the fault tests as the build makes them, in a folder of their own. */
export class BuiltTree {
  private readonly folder = mkdtempSync(join(tmpdir(), 'coffer-built-'));

  constructor() {
    const sources = ['apps', 'libs', 'test/factories', 'test/faults'];
    const swc = resolve('node_modules/@swc/cli/bin/swc.js');
    const target = ['-d', join(this.folder, 'dist'), '--config-file', '.swcrc', '--ignore', '**/*.spec.ts', '-q'];
    execFileSync(process.execPath, [swc, ...sources, ...target]);
    copyFileSync('package.json', join(this.folder, 'package.json'));
    symlinkSync(resolve('node_modules'), join(this.folder, 'node_modules'));
  }

  /** The built form of a source file: `test/faults/support/x.ts`. */
  pathOf(source: string): string {
    return join(this.folder, 'dist', source.replace(/\.ts$/, '.js'));
  }

  /** Where V8 may keep what it compiled, so that a program that is started often starts faster. */
  get compileCache(): string {
    return join(this.folder, 'v8');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
