import { ApiProperty } from '@nestjs/swagger';
import { EnvelopeFields } from '../envelope.js';

class MountOptions {
  @ApiProperty({ enum: ['2'], description: 'The version of KV.' })
  version!: '2';
}

class MountConfig {
  @ApiProperty({ type: 'integer', enum: [0] })
  default_lease_ttl!: 0;

  @ApiProperty({ type: 'integer', enum: [0] })
  max_lease_ttl!: 0;

  @ApiProperty({ enum: [false] })
  force_no_cache!: false;
}

export class MountFields {
  @ApiProperty({ enum: ['kv'] })
  type!: 'kv';

  @ApiProperty({ example: 'Secrets of Coffer' })
  description!: string;

  @ApiProperty({ enum: ['kv_coffer'] })
  accessor!: 'kv_coffer';

  @ApiProperty({ enum: ['coffer'] })
  uuid!: 'coffer';

  @ApiProperty({ enum: [false] })
  local!: false;

  @ApiProperty({ enum: [false] })
  seal_wrap!: false;

  @ApiProperty({ enum: [false] })
  external_entropy_access!: false;

  @ApiProperty({ type: MountOptions })
  options!: MountOptions;

  @ApiProperty({ type: MountConfig })
  config!: MountConfig;
}

export class MountAtFields extends MountFields {
  @ApiProperty({ description: 'The mount, with a slash at its end.', example: 'secret/' })
  path!: string;
}

export class MountAtResponse extends EnvelopeFields {
  @ApiProperty({ type: MountAtFields })
  data!: MountAtFields;
}

const EXAMPLE = {
  'secret/': {
    type: 'kv',
    description: 'Secrets of Coffer',
    accessor: 'kv_coffer',
    uuid: 'coffer',
    local: false,
    seal_wrap: false,
    external_entropy_access: false,
    options: { version: '2' },
    config: { default_lease_ttl: 0, max_lease_ttl: 0, force_no_cache: false },
  },
};
const BY_PATH = {
  type: 'object',
  additionalProperties: { $ref: '#/components/schemas/MountFields' },
  example: EXAMPLE,
} as const;

export class MountsResponse extends EnvelopeFields {
  @ApiProperty({ ...BY_PATH, description: 'The mounts by their paths.' })
  data!: Readonly<Record<string, MountFields>>;
}

class VisibleMounts {
  @ApiProperty({ ...BY_PATH, description: 'The mounts by their paths.' })
  secret!: Readonly<Record<string, MountFields>>;

  @ApiProperty({
    type: 'object',
    maxProperties: 0,
    additionalProperties: false,
    description: 'None is listed.',
    example: {},
  })
  auth!: Readonly<Record<string, never>>;
}

export class VisibleMountsResponse extends EnvelopeFields {
  @ApiProperty({ type: VisibleMounts })
  data!: VisibleMounts;
}
