import { ApiProperty } from '@nestjs/swagger';

/** What Vault tells of its state. Members for what Coffer has not say so. */
export class SysHealthResponse {
  @ApiProperty({ enum: [true] })
  initialized!: true;

  @ApiProperty({ description: 'True while a part of the server does not work.', example: false })
  sealed!: boolean;

  @ApiProperty({ enum: [false] })
  standby!: false;

  @ApiProperty({ enum: [false] })
  performance_standby!: false;

  @ApiProperty({ enum: ['disabled'] })
  replication_performance_mode!: 'disabled';

  @ApiProperty({ enum: ['disabled'] })
  replication_dr_mode!: 'disabled';

  @ApiProperty({ type: 'integer', description: 'Seconds since 1970.', example: 1_795_000_000 })
  server_time_utc!: number;

  @ApiProperty({ description: 'The version of Coffer.', example: '0.1.0' })
  version!: string;

  @ApiProperty({ enum: ['coffer'] })
  cluster_name!: 'coffer';
}

export class SealStatusResponse {
  @ApiProperty({ enum: ['coffer'] })
  type!: 'coffer';

  @ApiProperty({ enum: [true] })
  initialized!: true;

  @ApiProperty({ description: 'True while a part of the server does not work.', example: false })
  sealed!: boolean;

  @ApiProperty({ type: 'integer', enum: [1] })
  t!: 1;

  @ApiProperty({ type: 'integer', enum: [1] })
  n!: 1;

  @ApiProperty({ type: 'integer', enum: [0] })
  progress!: 0;

  @ApiProperty({ enum: [''] })
  nonce!: '';

  @ApiProperty({ description: 'The version of Coffer.', example: '0.1.0' })
  version!: string;

  @ApiProperty({ enum: [false] })
  migration!: false;

  @ApiProperty({ enum: [false] })
  recovery_seal!: false;

  @ApiProperty({ enum: ['coffer'] })
  cluster_name!: 'coffer';
}

export class SysInitResponse {
  @ApiProperty({ enum: [true] })
  initialized!: true;
}

export class SysLeaderResponse {
  @ApiProperty({ enum: [false] })
  ha_enabled!: false;

  @ApiProperty({ enum: [false] })
  is_self!: false;

  @ApiProperty({ enum: [''] })
  leader_address!: '';

  @ApiProperty({ enum: [''] })
  leader_cluster_address!: '';

  @ApiProperty({ enum: [false] })
  performance_standby!: false;
}
