// Pictures are made smaller on the telephone before they are sent: 1600 px, as the
// inspector's telephone does. Where a browser cannot, or the picture is small
// already, they are sent as they are; the server checks and redraws them anyway.
(function () {
  'use strict'
  var longest = 1600, quality = 0.8, enough = 300000
  var input = document.getElementById('photo'), said = document.getElementById('shrunk')
  var form = input && input.form
  if (!form || !window.DataTransfer || !HTMLCanvasElement.prototype.toBlob) return
  var turn = 0, busy = false, waiting = false

  function shrink(file) {
    return new Promise(function (done) {
      var url = URL.createObjectURL(file), image = new Image()
      function keep() { URL.revokeObjectURL(url); done(file) }
      image.onerror = keep
      image.onload = function () {
        var scale = Math.min(1, longest / Math.max(image.naturalWidth, image.naturalHeight))
        if (scale === 1 && file.size < enough) return keep()
        var canvas = document.createElement('canvas')
        canvas.width = Math.max(1, Math.round(image.naturalWidth * scale))
        canvas.height = Math.max(1, Math.round(image.naturalHeight * scale))
        var paint = canvas.getContext('2d')
        if (!paint) return keep()
        paint.drawImage(image, 0, 0, canvas.width, canvas.height)
        canvas.toBlob(function (small) {
          URL.revokeObjectURL(url)
          done(small && small.size < file.size ? new File([small], 'photo.jpg', { type: 'image/jpeg' }) : file)
        }, 'image/jpeg', quality)
      }
      image.src = url
    })
  }

  input.addEventListener('change', function () {
    var mine = ++turn
    busy = true
    var files = Array.prototype.slice.call(input.files)
    if (!files.length) { said.hidden = true; return settle(mine) }
    said.hidden = false
    said.textContent = input.getAttribute('data-busy')
    // One after the other: an old telephone has little memory.
    files.reduce(function (before, file) {
      return before.then(function (out) { return shrink(file).then(function (f) { return out.concat(f) }) })
    }, Promise.resolve([])).then(function (small) {
      if (mine !== turn) return
      var list = new DataTransfer(), bytes = 0
      small.forEach(function (f) { list.items.add(f); bytes += f.size })
      input.files = list.files
      said.textContent = input.getAttribute('data-done') + (bytes < 1e6 ? Math.max(1, Math.round(bytes / 1e3)) + ' KB' : (bytes / 1e6).toFixed(1) + ' MB')
    }).catch(function () { said.hidden = true }).then(function () { settle(mine) })
  })

  function settle(mine) {
    if (mine !== turn) return
    busy = false
    if (waiting) form.submit()
  }

  window.addEventListener('pageshow', function () { waiting = false })
  form.addEventListener('submit', function (e) {
    if (!busy) return
    e.preventDefault()
    waiting = true
  })
})()
