import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { AuditModule } from '#audit';
import { AuthModule } from '#auth';
import { PoliciesModule } from '#policies';
import { SecretsModule } from '#secrets';
import { ApiKeysModule } from '#service-accounts';
import { KvMetadata } from './application/kv-metadata.js';
import { KvVersions } from './application/kv-versions.js';
import { Mounts } from './application/mounts.js';
import { OwnCapabilities } from './application/own-capabilities.js';
import { PathRights } from './application/path-rights.js';
import { ReadKv } from './application/read-kv.js';
import { ShowServerStatus } from './application/server-status.js';
import { OwnToken } from './application/tokens/own-token.js';
import { ProgramLogin } from './application/tokens/program-login.js';
import { WriteKv } from './application/write-kv.js';
import { CapabilitiesController } from './http/capabilities.controller.js';
import { KvDataController } from './http/kv-data.controller.js';
import { KvMetadataController } from './http/kv-metadata.controller.js';
import { KvVersionsController } from './http/kv-versions.controller.js';
import { VaultLoginController } from './http/login.controller.js';
import { MountsController } from './http/mounts.controller.js';
import { SysController } from './http/sys.controller.js';
import { TokenController } from './http/token.controller.js';
import { under } from './http/under.js';
import { vaultDialect } from './http/vault-dialect.js';
import { KvApiSettings } from './ports/kv-api.settings.js';

/** Controllers of fixed places below `/v1`. */
const FIXED: Readonly<Record<string, readonly Type[]>> = {
  auth: [VaultLoginController],
  'auth/token': [TokenController],
  sys: [SysController, MountsController, CapabilitiesController],
};
/** Controllers of the mount. */
const MOUNTED: readonly Type[] = [KvDataController, KvVersionsController, KvMetadataController];

const CAPABILITIES = [
  ...[ShowServerStatus, OwnToken, ProgramLogin, Mounts, OwnCapabilities],
  ...[PathRights, ReadKv, WriteKv, KvVersions, KvMetadata],
];

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
      imports: [AuditModule, AuthModule, ApiKeysModule, PoliciesModule, SecretsModule, ...imports],
      controllers: [...fixed, ...MOUNTED.map((controller) => under(controller, mount, dialect))],
      providers: [{ provide: KvApiSettings, useValue: { mount } satisfies KvApiSettings }, ...CAPABILITIES],
    };
  }
}
