import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type RouteAccess, requestOf } from '#access';
import { StoreRoom, storeFull } from '#kernel';
import type { ApiRequest } from '../context/api-request.js';
import { factsOf } from './route.guard.js';

/**
 * Refuses what would fill the disk of the store, when only its reserve is left [R101]. Reads write audit records: in the
 * last of the reserve only those go on that help to make room.
 */
@Injectable()
export class RoomGuard implements CanActivate {
  constructor(private readonly room: StoreRoom) {}

  canActivate(execution: ExecutionContext): true {
    if (!this.room.isShort) return true;
    const { worksWhenFull, method, access } = factsOf(requestOf<ApiRequest>(execution));
    if (!worksWhenFull) throw storeFull();
    if (method === 'GET' && this.room.state === 'last' && !helpsToMakeRoom(access)) throw storeFull();
    return true;
  }
}

/** Health, who one is, lists of what can be deleted, and the audit, so that it can be exported before it is archived. */
function helpsToMakeRoom(access: RouteAccess): boolean {
  switch (access.kind) {
    case 'public':
      return true;
    case 'account':
      return access.action.startsWith('auth:') || access.action.endsWith(':list');
    case 'permission':
      return access.permission === 'audit:read' || access.permission.endsWith(':list');
  }
}
