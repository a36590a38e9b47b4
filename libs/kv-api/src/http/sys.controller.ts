import { Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '#access';
import { ShowServerStatus } from '../application/server-status.js';
import { SealStatusResponse, SysHealthResponse, SysInitResponse, SysLeaderResponse } from './dto/sys.answers.js';
import { SysHealthQuery } from './dto/sys.requests.js';
import { VAULT_TAG } from './vault-tag.js';

interface Reply {
  status(code: number): unknown;
}

@ApiTags(VAULT_TAG)
export class SysController {
  constructor(private readonly status: ShowServerStatus) {}

  @Get('health')
  @Public()
  @ApiOperation({
    summary: 'Show whether the server works',
    description: 'For clients of Vault. A server of which a part does not work says that it is sealed.',
  })
  @ApiOkResponse({ type: SysHealthResponse, description: 'Every part is up.' })
  @ApiServiceUnavailableResponse({ type: SysHealthResponse, description: 'At least one part is down.' })
  async health(@Query() query: SysHealthQuery, @Res({ passthrough: true }) reply: Reply): Promise<SysHealthResponse> {
    const { isSealed, version, now } = await this.status.show();
    reply.status(Number(isSealed ? (query.sealedcode ?? 503) : (query.activecode ?? 200)));
    return {
      initialized: true,
      sealed: isSealed,
      standby: false,
      performance_standby: false,
      replication_performance_mode: 'disabled',
      replication_dr_mode: 'disabled',
      server_time_utc: Math.floor(now / 1_000),
      version,
      cluster_name: 'coffer',
    };
  }

  @Get('seal-status')
  @Public()
  @ApiOperation({ summary: 'Show whether the server is sealed', description: 'For clients of Vault, as `sys/health`.' })
  @ApiOkResponse({ type: SealStatusResponse })
  async sealStatus(): Promise<SealStatusResponse> {
    const { isSealed, version } = await this.status.show();
    return {
      ...{ type: 'coffer', initialized: true, sealed: isSealed, t: 1, n: 1, progress: 0, nonce: '' },
      ...{ version, migration: false, recovery_seal: false, cluster_name: 'coffer' },
    };
  }

  @Get('init')
  @Public()
  @ApiOperation({ summary: 'Show that the server is initialised', description: 'For clients of Vault.' })
  @ApiOkResponse({ type: SysInitResponse })
  init(): SysInitResponse {
    return { initialized: true };
  }

  @Get('leader')
  @Public()
  @ApiOperation({
    summary: 'Show that no node leads',
    description: 'For clients of Vault, such as `bao status`. Every node of Coffer answers for itself.',
  })
  @ApiOkResponse({ type: SysLeaderResponse })
  leader(): SysLeaderResponse {
    return {
      ...{ ha_enabled: false, is_self: false, leader_address: '', leader_cluster_address: '' },
      performance_standby: false,
    };
  }
}
