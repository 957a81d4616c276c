import { createMock } from '../../mock/index.js'
import { admission } from './admission.js'
import { dlive } from './dlive.js'
import { kollusLive } from './kollus-live.js'
import { kollusPlayback } from './kollus-playback.js'
import { livepush } from './livepush.js'
import { ovenStudio } from './ovenstudio.js'
import { createStage } from './stage.js'

/** Runs each provider's story against a mock on a real port: `npm run demo`. */
const began = performance.now()
const mock = await createMock({ clock: 'jump' })
try {
  const { url } = await mock.listen()
  console.log(`onair demo: every request below goes over HTTP to a mock on ${url}`)
  console.log('\nKollus Live')
  await kollusLive(createStage(mock, url))
  console.log('\nKollus Live playback')
  await kollusPlayback(createStage(mock, url))
  console.log('\nDLive')
  await dlive(createStage(mock, url))
  console.log('\nLivepush')
  await livepush(createStage(mock, url))
  console.log('\nOvenStudio LLHLS')
  await ovenStudio(createStage(mock, url))
  console.log('\nOvenMediaEngine’s admission webhooks')
  await admission(createStage(mock, url))
  console.log(`\nDone in ${((performance.now() - began) / 1000).toFixed(1)} s.`)
} finally {
  await mock.close()
}
