import { ApiProperty } from '@nestjs/swagger';
import { ExpiringRoleResponse, PageOf, TimestampField } from '#access';

const STATES = ['active', 'disabled', 'deleting'] as const;

export class ServiceAccountResponse {
  @ApiProperty({ format: 'uuid', example: '01935b2f-5c1e-7a3b-9c4d-2f6a8e0b1c2d' })
  id!: string;

  @ApiProperty({ example: 'web-deploy' })
  name!: string;

  @ApiProperty({ example: 'Deploys the web shop' })
  description!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'A username. Null: the owner is deleted, and somebody should take the account over.',
    example: 'sophie',
  })
  owner!: string | null;

  @ApiProperty({ type: [String], description: 'Names of the roles that count now, sorted.', example: ['deployer'] })
  roles!: readonly string[];

  @ApiProperty({ type: [ExpiringRoleResponse], description: 'Those of `roles` that end.', example: [] })
  expiring_roles!: readonly ExpiringRoleResponse[];

  @ApiProperty({
    enum: STATES,
    description: '`deleting`: a deletion was interrupted. Repeat the DELETE.',
    example: 'active',
  })
  state!: string;

  @TimestampField({
    nullable: true,
    description: 'From then on, no credential of the account works, whatever its state. Null: never.',
    example: null,
  })
  expires_at!: string | null;

  @TimestampField()
  created_at!: string;

  @TimestampField()
  updated_at!: string;
}

export class ServiceAccountPageResponse extends PageOf(ServiceAccountResponse) {}
