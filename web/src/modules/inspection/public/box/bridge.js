// Runs inside an imported package's box, after scorm12.js or scorm2004.js: gives the
// package the interface it looks for, keeps its data in memory, and posts what it
// reports to whoever framed it. It holds no secret and asks nothing of the network.
;(function () {
  'use strict'
  var quiet = { autocommit: false, logLevel: 5, autoCompleteLessonStatus: false }
  var said = ''

  function tell(status, score) {
    var report = { huxue: 'box-report', status: status }
    if (typeof score === 'number' && score >= 0 && score <= 100) report.score = score
    var text = JSON.stringify(report)
    if (text === said || window.parent === window) return
    said = text
    window.parent.postMessage(report, '*')
  }

  function number(text) {
    var v = parseFloat(text)
    return isFinite(v) ? v : undefined
  }

  if (window.Scorm12API) {
    var a = new window.Scorm12API(quiet)
    var from12 = function () {
      var status = String(a.LMSGetValue('cmi.core.lesson_status'))
      tell(status === 'passed' || status === 'failed' || status === 'completed' ? status : 'incomplete', number(a.LMSGetValue('cmi.core.score.raw')))
    }
    a.on('LMSSetValue.cmi.*', from12)
    a.on('LMSCommit', from12)
    window.API = a
  }
  if (window.Scorm2004API) {
    var b = new window.Scorm2004API(quiet)
    var from2004 = function () {
      var success = String(b.GetValue('cmi.success_status'))
      var done = String(b.GetValue('cmi.completion_status')) === 'completed'
      var scaled = number(b.GetValue('cmi.score.scaled'))
      tell(success === 'passed' || success === 'failed' ? success : done ? 'completed' : 'incomplete', scaled === undefined ? undefined : scaled * 100)
    }
    b.on('SetValue.cmi.*', from2004)
    b.on('Commit', from2004)
    window.API_1484_11 = b
  }

  // A page of the package that frames another one passes its reports on.
  addEventListener('message', function (e) {
    if (e.source === window.parent || !e.data || e.data.huxue !== 'box-report' || window.parent === window) return
    window.parent.postMessage(e.data, '*')
  })
})()
