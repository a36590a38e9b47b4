import { Body, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Costs, CurrentCaller, Problems, RequirePermission } from '#access';
import type { Caller, JsonObject } from '#kernel';
import { KvVersions } from '../application/kv-versions.js';
import { versionsOf } from '../domain/kv-body.js';
import { secretPath } from '../domain/secret-path.js';
import { KvVersionsBody } from './dto/kv.requests.js';
import { KvPath } from './kv-path.js';
import { VAULT_TAG } from './vault-tag.js';

const PATH = 'The path of the secret.';
const DELETES =
  'Deletes the whole secret if the current version is among them. Earlier versions alone are refused: destroy them, or ' +
  'keep them.';
const UNDELETES =
  'Restores the whole secret. The version that was current must be among them. Of several deleted secrets of the path, it ' +
  'is the one that was deleted last.';
const DESTROYS =
  'Their ciphertext is gone for good: of all that are named, or of none. The current version cannot be destroyed.';

@ApiTags(VAULT_TAG)
export class KvVersionsController {
  constructor(private readonly versions: KvVersions) {}

  @Post('delete/*')
  @HttpCode(204)
  @RequirePermission('secret:delete')
  @Problems('precondition_failed')
  @ApiOperation({ summary: 'Delete versions by Vault KV', description: DELETES })
  @ApiBody({ type: KvVersionsBody })
  @ApiNoContentResponse()
  async delete(@CurrentCaller() caller: Caller, @KvPath(PATH) path: string, @Body() body?: JsonObject): Promise<void> {
    await this.versions.deleteVersions(caller, secretPath(path), versionsOf(body));
  }

  @Post('undelete/*')
  @HttpCode(204)
  @Costs(5)
  @RequirePermission('secret:delete')
  @Problems('path_taken', 'limit_reached')
  @ApiOperation({ summary: 'Undelete versions by Vault KV', description: UNDELETES })
  @ApiBody({ type: KvVersionsBody })
  @ApiNoContentResponse()
  async undelete(
    @CurrentCaller() caller: Caller,
    @KvPath(PATH) path: string,
    @Body() body?: JsonObject,
  ): Promise<void> {
    await this.versions.undelete(caller, secretPath(path), versionsOf(body));
  }

  @Post('destroy/*')
  @HttpCode(204)
  @RequirePermission('secret:destroy')
  @Problems('version_current', 'conflict', 'limit_reached')
  @ApiOperation({ summary: 'Destroy versions by Vault KV', description: DESTROYS })
  @ApiBody({ type: KvVersionsBody })
  @ApiNoContentResponse()
  async destroy(@CurrentCaller() caller: Caller, @KvPath(PATH) path: string, @Body() body?: JsonObject): Promise<void> {
    await this.versions.destroy(caller, secretPath(path), versionsOf(body));
  }
}
