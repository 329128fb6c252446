import { AgentDesk } from './agentdesk'

const root = document.getElementById('agentdesk')
if (root === null) throw new Error('index.html has no element #agentdesk')
void new AgentDesk(root).open()
