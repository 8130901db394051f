package gb28181

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/emiago/sipgo/sip"
)

// What has happened to a channel, in the words of the standard.
const (
	ChannelAdded = "ADD"
	ChannelGone  = "DEL"
)

// subscription is a platform's wish to be told when our catalogue changes.
type subscription struct {
	asked *sip.Request
	ok    *sip.Response
	until time.Time
}

func (st *Station) onSubscribe(req *sip.Request, tx sip.ServerTransaction) {
	d := st.addressed(req)
	if d == nil || req.CallID() == nil {
		reply(tx, req, 404, "Not Found")
		return
	}
	d.heard("SUBSCRIBE", "")
	res := sip.NewResponseFromRequest(req, 200, "OK", nil)
	life := expires(req)
	res.AppendHeader(sip.NewHeader("Expires", strconv.Itoa(life)))
	res.AppendHeader(d.contact())
	m, err := Parse(req.Body())
	known := d.subscribed.Load()
	again := known != nil && known.asked.CallID().Value() == req.CallID().Value() // a renewal may come without contents
	switch {
	case (err == nil && m.Cmd == CmdCatalog || again) && life > 0:
		d.subscribed.Store(&subscription{asked: req, ok: res, until: time.Now().Add(time.Duration(life) * time.Second)})
	case again:
		d.subscribed.Store(nil)
	}
	_ = tx.Respond(res) // last: whoever has our yes is told of the next change
}

// Changed tells the platform that channels have come or gone, if it wants to know: one
// message each, as the catalogue is sent.
func (d *Device) Changed(ctx context.Context, event string, channels ...Channel) error {
	for _, c := range channels {
		s := d.subscribed.Load()
		if s == nil || time.Now().After(s.until) {
			return nil
		}
		item := append(c.fields(d), F("Event", event))
		body := Write(Notify, CmdCatalog, d.nextSN(), d.Code, []Field{F("SumNum", "1")}, "DeviceList", item)
		res, err := d.st.Client.Do(ctx, d.notify(s, body))
		if err != nil {
			return err
		}
		if err := refused(res); err != nil {
			return err
		}
	}
	return nil
}

// notify is a request within the subscription: their From is our To.
func (d *Device) notify(s *subscription, body []byte) *sip.Request {
	req := d.request(sip.NOTIFY, string(d.Platform), body)
	for _, name := range []string{"From", "To"} {
		req.RemoveHeader(name)
	}
	from, to := s.ok.To().AsFrom(), s.asked.From().AsTo()
	req.AppendHeader(&from)
	req.AppendHeader(&to)
	req.AppendHeader(sip.HeaderClone(s.asked.CallID()))
	event := "Catalog"
	if h := s.asked.GetHeader("Event"); h != nil && !strings.ContainsAny(h.Value(), "\r\n") {
		event = h.Value()
	}
	req.AppendHeader(sip.NewHeader("Event", event))
	req.AppendHeader(sip.NewHeader("Subscription-State", "active"))
	req.AppendHeader(d.contact())
	return req
}
