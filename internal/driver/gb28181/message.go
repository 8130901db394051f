package gb28181

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/emiago/sipgo/sip"

	"huxue/internal/driver/sipwire"
)

// Body is the MANSCDP part of a stored message: what Input.Raw holds after its head.
func Body(raw []byte) []byte {
	if _, body, ok := bytes.Cut(raw, []byte("\r\n\r\n")); ok {
		return body
	}
	return nil
}

// onMessage takes what a device tells, asked or unasked, in MESSAGE or in NOTIFY.
func (s *Server) onMessage(req *sip.Request, tx sip.ServerTransaction) {
	code, source := sender(req), req.Source()
	if code == "" {
		s.o.Handler.Turned(source, "unknown", nil)
		reply(tx, req, 403, "Forbidden")
		return
	}
	m, err := Parse(req.Body())
	if err != nil {
		m = nil
	}
	in := Input{Source: source, Code: code, Kind: SaidMessage, Raw: raw(req), Message: m, Doubted: s.doubt(code, source)}
	if in.Doubted != "" {
		s.o.Handler.Turned(source, in.Doubted, nil)
		if in.Doubted == "unknown" { // not stored: anybody could fill the disk
			reply(tx, req, 403, "Forbidden")
			return
		}
	}
	if m == nil || m.Cmd != CmdKeepalive {
		in.Once = once(req)
	}
	if err := s.o.Handler.Take(s.ctx, in); err != nil {
		reply(tx, req, 500, "Server Internal Error")
		return
	}
	if in.Doubted != "" {
		reply(tx, req, 403, "Forbidden") // a real device registers anew on that
		return
	}
	reply(tx, req, 200, "OK")
	if m == nil {
		return
	}
	switch {
	case m.Kind == Response:
		s.answered(code, m)
	case m.Kind == Notify && m.Cmd == CmdAlarm:
		s.thank(Peer{Code: code, Addr: source, Transport: req.Transport()}, m)
	case m.Kind == Notify && m.Cmd == CmdMediaStatus:
		s.over(req, m)
	}
}

// doubt says why the sender of a message cannot be the device that it names: a
// message carries no password, so it must come from the address that showed it.
func (s *Server) doubt(code, source string) string {
	p, ok := s.Peer(code)
	if ok {
		if sipwire.Host(p.Addr) != sipwire.Host(source) {
			return "spoofed"
		}
		if p.Addr != source && !strings.EqualFold(p.Transport, "TCP") { // its NAT has a new door
			p.Addr = source
			s.remember(p)
		}
		return ""
	}
	switch last := s.o.Handler.Address(s.ctx, code); {
	case last == "":
		return "unknown"
	case sipwire.Host(last) != sipwire.Host(source):
		return "unregistered"
	}
	return "" // we were restarted; it does not know yet
}

// once names a message of a device, so that it is not taken twice.
func once(req *sip.Request) string {
	h := sha256.New()
	if c := req.CallID(); c != nil {
		h.Write([]byte(c.Value()))
	}
	if c := req.CSeq(); c != nil {
		h.Write([]byte("|" + strconv.FormatUint(uint64(c.SeqNo), 10) + "|"))
	}
	h.Write(req.Body())
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// thank sends the response that the standard wants after an alarm, as a message of
// its own. Boxes that do not get it send the alarm again.
func (s *Server) thank(p Peer, m *Message) {
	s.spare(func(ctx context.Context) {
		id := m.DeviceID
		if id == "" {
			id = p.Code
		}
		ctx, cancel := context.WithTimeout(ctx, 8*time.Second)
		defer cancel()
		body := Write(Response, CmdAlarm, m.SN, id, []Field{F("Result", "OK")}, "")
		_, _ = s.Client.Do(ctx, s.request(p, sip.MESSAGE, p.Code, manscdp, body))
	})
}

// request makes a request to a device, to where its packets come from.
func (s *Server) request(p Peer, method sip.RequestMethod, to, contentType string, body []byte) *sip.Request {
	var uri sip.Uri
	_ = sip.ParseUri("sip:"+to+"@"+p.Addr, &uri)
	req := sip.NewRequest(method, uri)
	req.SetTransport(p.Transport)
	req.SetDestination(p.Addr)
	// Our own Via: bound to all addresses, the library would name 0.0.0.0 in it, and
	// not every device answers to where the packet came from.
	via := &sip.ViaHeader{ProtocolName: "SIP", ProtocolVersion: "2.0", Transport: req.Transport(), Host: s.LocalIP(p.Addr), Port: s.port, Params: sip.NewParams()}
	via.Params.Add("branch", sip.GenerateBranchN(16))
	via.Params.Add("rport", "")
	req.AppendHeader(via)
	if !strings.EqualFold(p.Transport, "TCP") { // from the socket that the device knows
		req.Laddr = sip.Addr{IP: net.ParseIP(s.host), Port: s.port, Hostname: s.host}
	}
	from := sip.FromHeader{Address: sip.Uri{Scheme: "sip", User: string(s.o.Code), Host: s.o.Realm}, Params: sip.NewParams()}
	from.Params.Add("tag", sip.GenerateTagN(16))
	req.AppendHeader(&from)
	req.AppendHeader(&sip.ToHeader{Address: sip.Uri{Scheme: "sip", User: to, Host: s.o.Realm}, Params: sip.NewParams()})
	if contentType != "" {
		req.AppendHeader(sip.NewHeader("Content-Type", contentType))
	}
	req.SetBody(body)
	return req
}

// contact is where a device finds us.
func (s *Server) contact(p Peer) *sip.ContactHeader {
	return &sip.ContactHeader{Address: sip.Uri{Scheme: "sip", User: string(s.o.Code), Host: s.LocalIP(p.Addr), Port: s.port}}
}

const manscdp = "Application/MANSCDP+xml"

// tell sends a message to a device (for one of its channels, or itself) and waits
// until it has said 200.
func (s *Server) tell(ctx context.Context, device, to string, body []byte) error {
	p, ok := s.Peer(device)
	if !ok {
		last := s.o.Handler.Address(ctx, device)
		if last == "" {
			return ErrAbsent
		}
		p = Peer{Code: device, Addr: last, Transport: "UDP"}
	}
	res, err := s.Client.Do(ctx, s.request(p, sip.MESSAGE, to, manscdp, body))
	if err != nil {
		return err
	}
	return refused(res)
}

// RefusedError is an answer that is no 200.
type RefusedError struct {
	Status int
	Reason string
}

// Error says what the other side said.
func (e *RefusedError) Error() string {
	return "gb28181: refused: " + strconv.Itoa(e.Status) + " " + e.Reason
}

func refused(res *sip.Response) error {
	if res.IsSuccess() {
		return nil
	}
	return &RefusedError{res.StatusCode, res.Reason}
}
