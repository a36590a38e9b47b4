import { Get, Param } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentCaller, OwnAccount } from '#access';
import type { Caller } from '#kernel';
import { Mounts } from '../application/mounts.js';
import { MountAtResponse, MountFields, MountsResponse, VisibleMountsResponse } from './dto/mount.answers.js';
import { envelope } from './envelope.js';
import { VAULT_TAG } from './vault-tag.js';

const MOUNT: MountFields = {
  type: 'kv',
  description: 'Secrets of Coffer',
  accessor: 'kv_coffer',
  uuid: 'coffer',
  local: false,
  seal_wrap: false,
  external_entropy_access: false,
  options: { version: '2' },
  config: { default_lease_ttl: 0, max_lease_ttl: 0, force_no_cache: false },
};

/** Below `/v1/sys`: where the secrets are. Clients ask before they read, to learn the version of KV. */
@ApiTags(VAULT_TAG)
@ApiExtraModels(MountFields)
export class MountsController {
  constructor(private readonly mounts: Mounts) {}

  @Get('mounts')
  @OwnAccount('auth:me', { programs: true })
  @ApiOperation({ summary: 'List the mounts', description: 'There is one. KV_API_MOUNT names it.' })
  @ApiOkResponse({ type: MountsResponse })
  async all(@CurrentCaller() caller: Caller): Promise<MountsResponse> {
    return envelope(caller.request, { [`${await this.mounts.all(caller)}/`]: MOUNT });
  }

  @Get('internal/ui/mounts')
  @OwnAccount('auth:me', { programs: true })
  @ApiOperation({ summary: 'List the mounts that you see', description: 'There is one, and every account sees it.' })
  @ApiOkResponse({ type: VisibleMountsResponse })
  async visible(@CurrentCaller() caller: Caller): Promise<VisibleMountsResponse> {
    return envelope(caller.request, { secret: { [`${await this.mounts.all(caller)}/`]: MOUNT }, auth: {} });
  }

  @Get('internal/ui/mounts/*')
  @OwnAccount('auth:me', { programs: true })
  @ApiParam({ name: 'path', description: 'The mount, or a path below it.', example: 'secret/prod/db' })
  @ApiOperation({
    summary: 'Show the mount of a path',
    description: '403 for a path below no mount, as Vault answers.',
  })
  @ApiOkResponse({ type: MountAtResponse })
  async at(@CurrentCaller() caller: Caller, @Param('*') path: string): Promise<MountAtResponse> {
    return envelope(caller.request, { ...MOUNT, path: `${await this.mounts.of(caller, path)}/` });
  }
}
