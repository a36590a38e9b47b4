import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { ShowServerStatus } from './application/server-status.js';
import { SysController } from './http/sys.controller.js';
import { under } from './http/under.js';
import { vaultDialect } from './http/vault-dialect.js';
import { KvApiSettings } from './ports/kv-api.settings.js';

/** Controllers of fixed places below `/v1`. */
const FIXED: Readonly<Record<string, readonly Type[]>> = { sys: [SysController] };
/** Controllers of the mount. */
const MOUNTED: readonly Type[] = [];

const CAPABILITIES = [ShowServerStatus];

/** The API that clients of Vault speak. `imports`: modules that export ServerState. */
@Module({})
export class KvApiModule {
  static at(mount: string, imports: NonNullable<DynamicModule['imports']>): DynamicModule {
    const dialect = vaultDialect(mount);
    const fixed = Object.entries(FIXED).flatMap(([place, controllers]) =>
      controllers.map((controller) => under(controller, place, dialect)),
    );
    return {
      module: KvApiModule,
      imports,
      controllers: [...fixed, ...MOUNTED.map((controller) => under(controller, mount, dialect))],
      providers: [{ provide: KvApiSettings, useValue: { mount } satisfies KvApiSettings }, ...CAPABILITIES],
    };
  }
}
