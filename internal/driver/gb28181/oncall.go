package gb28181

import (
	"context"
	"errors"
	"time"

	"github.com/emiago/sipgo/sip"
)

func (st *Station) onInvite(req *sip.Request, tx sip.ServerTransaction) {
	d := st.addressed(req)
	switch {
	case d == nil || req.CallID() == nil:
		reply(tx, req, 404, "Not Found")
		return
	case d.Invited == nil:
		reply(tx, req, 488, "Not Acceptable Here")
		return
	}
	d.heard("INVITE", "")
	offer, err := ParseSDP(req.Body())
	if err != nil {
		reply(tx, req, 488, "Not Acceptable Here")
		return
	}
	reply(tx, req, 100, "Trying")
	ctx, cancel := context.WithCancel(st.ctx)
	defer cancel()
	tx.OnCancel(func(*sip.Request) { cancel() })
	id := req.CallID().Value()
	c := &call{d: d, invite: req}
	answer, start, stop, err := d.Invited(ctx, Call{Channel: req.Recipient.User, Offer: offer, From: req.Source(), ID: id, HangUp: c.hangUp,
		OnInfo: func(steer func(string) error) { c.steer = steer }})
	if err != nil {
		status, words := 486, "Busy Here"
		if r := (*RefusedError)(nil); errors.As(err, &r) {
			status, words = r.Status, r.Reason
		}
		if ctx.Err() == nil {
			reply(tx, req, status, words)
		}
		return
	}
	c.start, c.stop = start, stop
	if ctx.Err() != nil { // taken back while the camera was being called
		c.end()
		return
	}
	answer.Owner, answer.Send = req.Recipient.User, true
	if answer.SSRC == "" {
		answer.SSRC = offer.SSRC
	}
	if answer.Session == "" {
		answer.Session = offer.Session
	}
	c.ok = sip.NewResponseFromRequest(req, 200, "OK", answer.SDP())
	c.ok.AppendHeader(sip.NewHeader("Content-Type", "Application/SDP"))
	c.ok.AppendHeader(d.contact())
	st.mu.Lock()
	st.calls[id] = c
	st.mu.Unlock()
	_ = tx.Respond(c.ok)
	select { // the library keeps answering a repeated INVITE as long as we stay
	case <-tx.Done():
	case <-tx.Acks():
		c.confirm()
	}
	st.mu.Lock()
	unheard := c.start != nil && st.calls[id] == c
	if unheard {
		delete(st.calls, id)
	}
	st.mu.Unlock()
	if unheard { // nobody has confirmed it, and nobody will end it
		c.end()
	}
}

// confirm begins the stream, once.
func (c *call) confirm() {
	c.d.st.mu.Lock()
	start := c.start
	c.start = nil
	c.d.st.mu.Unlock()
	if start != nil {
		start()
	}
}

func (st *Station) onAck(req *sip.Request, _ sip.ServerTransaction) {
	id := req.CallID()
	if id == nil {
		return
	}
	st.mu.Lock()
	c := st.calls[id.Value()]
	st.mu.Unlock()
	if c != nil && c.d.mine(req) {
		c.confirm()
	}
}

func (st *Station) onBye(req *sip.Request, tx sip.ServerTransaction) {
	var c *call
	if id := req.CallID(); id != nil {
		st.mu.Lock()
		c = st.calls[id.Value()]
		if c != nil && c.d.mine(req) {
			delete(st.calls, id.Value())
		} else {
			c = nil
		}
		st.mu.Unlock()
	}
	if c == nil {
		reply(tx, req, 481, "Call/Transaction Does Not Exist")
		return
	}
	reply(tx, req, 200, "OK")
	c.d.heard("BYE", "")
	c.end()
}

// onInfo lets a platform steer a playback. Of a live picture there is nothing to steer,
// and some say PLAY all the same.
func (st *Station) onInfo(req *sip.Request, tx sip.ServerTransaction) {
	var c *call
	if id := req.CallID(); id != nil {
		st.mu.Lock()
		c = st.calls[id.Value()]
		st.mu.Unlock()
	}
	if c == nil || !c.d.mine(req) || len(req.Body()) > maxText {
		reply(tx, req, 481, "Call/Transaction Does Not Exist")
		return
	}
	c.d.heard("INFO", "")
	if c.steer != nil {
		if err := c.steer(string(req.Body())); err != nil {
			reply(tx, req, 500, "Server Internal Error")
			return
		}
	}
	reply(tx, req, 200, "OK")
}

// FileEnd tells the platform that a recording it plays is at its end.
func (d *Device) FileEnd(ctx context.Context, channel string) error {
	return d.tell(ctx, Write(Notify, CmdMediaStatus, d.nextSN(), channel, []Field{F("NotifyType", "121")}, ""))
}

// hangUp ends a call that is up from our side.
func (c *call) hangUp(ctx context.Context) {
	st, id := c.d.st, c.invite.CallID().Value()
	st.mu.Lock()
	up := st.calls[id] == c
	if up {
		delete(st.calls, id)
	}
	st.mu.Unlock()
	if !up {
		return
	}
	c.end()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 4*time.Second)
	defer cancel()
	_, _ = st.Client.Do(ctx, c.bye())
}

// bye is a request within the call: their From is our To, with the tag we gave.
func (c *call) bye() *sip.Request {
	req := c.d.request(sip.BYE, string(c.d.Platform), nil)
	for _, name := range []string{"From", "To", "Content-Type"} {
		req.RemoveHeader(name)
	}
	from := c.ok.To().AsFrom()
	req.AppendHeader(&from)
	to := c.invite.From().AsTo()
	req.AppendHeader(&to)
	req.AppendHeader(sip.HeaderClone(c.invite.CallID()))
	return req
}

// Calls is how many streams are being sent.
func (st *Station) Calls() int {
	st.mu.Lock()
	defer st.mu.Unlock()
	return len(st.calls)
}
