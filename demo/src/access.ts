// Who may see what. Hiding a view protects no data: the services behind it must check the token themselves.
import type { Auth, User } from 'cx-auth'

export const viewNames = ['conversations', 'supervisor', 'administration'] as const
export type ViewName = (typeof viewNames)[number]

/** What an answer about access needs to know of the session. */
export type Holder = Pick<Auth, 'hasRole' | 'inGroup'>

export type Access =
  | { readonly allowed: true }
  /** What the person lacks, in words that follow "needs". */
  | { readonly allowed: false; readonly missing: string }

const allowed: Access = { allowed: true }

export function access(view: ViewName, holder: Holder): Access {
  switch (view) {
    case 'conversations':
      if (!holder.hasRole('agent') && !holder.hasRole('supervisor')) {
        return { allowed: false, missing: 'the role agent or supervisor' }
      }
      if (!holder.inGroup('/agents_permission') && !seesPersonalData(holder)) {
        return { allowed: false, missing: 'a permission group: agents_permission or senior_agents_permission' }
      }
      return allowed
    case 'supervisor':
      return holder.hasRole('supervisor') ? allowed : { allowed: false, missing: 'the role supervisor' }
    case 'administration':
      return holder.hasRole('admin') ? allowed : { allowed: false, missing: 'the role admin' }
  }
}

/** Whether customers' addresses and numbers are shown in full. */
export const seesPersonalData = (holder: Holder): boolean => holder.inGroup('/senior_agents_permission')

/** Where a person starts: at the first view they may see. `undefined` when there is none. */
export function firstView(holder: Holder): ViewName | undefined {
  const order: readonly ViewName[] = ['supervisor', 'conversations', 'administration']
  return order.find((view) => access(view, holder).allowed)
}

/** The roles of contact-centre people: without the one that only tells Keycloak to ask for a second factor. */
export const rolesToShow = (user: User): readonly string[] => user.roles.filter((role) => role !== 'two_factor_required')
