import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The built api, libraries and fault-test programs, in a separate folder. */
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

  /** The path of the built form of a source file such as `test/faults/support/x.ts`. */
  pathOf(source: string): string {
    return join(this.folder, 'dist', source.replace(/\.ts$/, '.js'));
  }

  /** The folder of V8's compile cache, which makes repeated starts faster. */
  get compileCache(): string {
    return join(this.folder, 'v8');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
