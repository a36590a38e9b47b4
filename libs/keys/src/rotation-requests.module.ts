import { Module, type OnModuleInit } from '@nestjs/common';
import { AuditModule, Settlements } from '#audit';
import { ROTATION } from './application/rotations/rotation-endings.js';
import { RotationRequests } from './application/rotations/rotation-requests.js';
import { RotationSettlement } from './application/rotations/rotation-settlement.js';

/**
 * Only requests rotations. An operator can do that without a keyring, beside a running server. RotationStore,
 * KeyRingStore and Clock come from the global engines module.
 */
@Module({
  imports: [AuditModule],
  providers: [RotationRequests, RotationSettlement],
  exports: [RotationRequests],
})
export class RotationRequestsModule implements OnModuleInit {
  constructor(
    private readonly settlements: Settlements,
    private readonly settlement: RotationSettlement,
  ) {}

  onModuleInit(): void {
    this.settlements.register(ROTATION, this.settlement);
  }
}
