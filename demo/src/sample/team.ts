// A made-up team, for the supervisor's view.

export interface TeamMember {
  readonly name: string
  readonly state: 'In conversation' | 'Ready' | 'On a break' | 'Not ready'
  readonly since: string
  readonly handled: number
  readonly satisfaction: string
}

export const team: readonly TeamMember[] = [
  { name: 'Amira Haddad', state: 'In conversation', since: '3 min', handled: 14, satisfaction: '4.8' },
  { name: 'Jonas Weber', state: 'Ready', since: '1 min', handled: 11, satisfaction: '4.6' },
  { name: 'Chiara Conti', state: 'In conversation', since: '12 min', handled: 9, satisfaction: '4.9' },
  { name: 'یاسمن رضایی', state: 'On a break', since: '6 min', handled: 12, satisfaction: '4.7' },
  { name: 'Luc Moreau', state: 'Not ready', since: '2 min', handled: 7, satisfaction: '4.4' },
]

export const figures: readonly { readonly title: string; readonly value: string }[] = [
  { title: 'Waiting', value: '3' },
  { title: 'Longest wait', value: '1:42' },
  { title: 'In conversation', value: '2' },
  { title: 'Answered in time', value: '94 %' },
]
