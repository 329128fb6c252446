// Made-up customers and what they wrote. In the product these come from services that check the access token.

export type Channel = 'phone' | 'chat' | 'mail'

export interface Message {
  readonly from: 'customer' | 'agent'
  readonly time: string
  readonly text: string
}

export interface Conversation {
  readonly id: string
  readonly channel: Channel
  readonly subject: string
  readonly waiting: string
  readonly unread: number
  readonly customer: Customer
  readonly messages: readonly Message[]
}

export interface Customer {
  readonly name: string
  readonly since: string
  readonly labels: readonly string[]
  readonly phone: string
  readonly email: string
  readonly contract: string
}

export const conversations: readonly Conversation[] = [
  {
    id: 'call',
    channel: 'phone',
    subject: 'Card blocked abroad',
    waiting: 'now',
    unread: 0,
    customer: {
      name: 'Liam Novak',
      since: 'Customer since 2017',
      labels: ['Premium', 'Travel'],
      phone: '+43 660 555 0142',
      email: 'liam.novak@example.com',
      contract: '4410-7731',
    },
    messages: [
      { from: 'customer', time: '09:41', text: 'Hi, my card was declined at the hotel just now. I’m in Lisbon until Friday.' },
      { from: 'agent', time: '09:42', text: 'Good morning Mr Novak. I can see the payment. May I ask you two questions to be sure it’s you?' },
      { from: 'customer', time: '09:42', text: 'Of course. I’ll call you, that’s quicker.' },
    ],
  },
  {
    id: 'chat',
    channel: 'chat',
    subject: 'تغيير عنوان الشحن',
    waiting: '2 min',
    unread: 2,
    customer: {
      name: 'ليلى حداد',
      since: 'Customer since 2021',
      labels: ['Delivery'],
      phone: '+962 79 555 0188',
      email: 'layla.h@example.com',
      contract: '2093-1180',
    },
    messages: [
      { from: 'customer', time: '09:38', text: 'مرحبا، هل يمكنني تغيير عنوان الشحن لطلبي رقم 2093؟' },
      { from: 'customer', time: '09:39', text: 'The new address is in Amman, not Irbid.' },
    ],
  },
  {
    id: 'mail',
    channel: 'mail',
    subject: 'Invoice for October',
    waiting: '18 min',
    unread: 1,
    customer: {
      name: 'Marta Kowalczyk',
      since: 'Customer since 2019',
      labels: ['Business'],
      phone: '+48 22 555 01 07',
      email: 'm.kowalczyk@example.org',
      contract: '8862-0049',
    },
    messages: [
      { from: 'customer', time: '09:22', text: 'Hello, the October invoice shows two base fees. Could you have a look and send me a corrected one?' },
    ],
  },
  {
    id: 'callback',
    channel: 'phone',
    subject: 'Call back: new router',
    waiting: '10:30',
    unread: 0,
    customer: {
      name: 'Tomás Ferreira',
      since: 'Customer since 2024',
      labels: [],
      phone: '+351 21 555 0163',
      email: 'tomas.f@example.com',
      contract: '5127-6604',
    },
    messages: [{ from: 'customer', time: 'Mon', text: 'Please call me after half past ten, I’m at work before.' }],
  },
]
