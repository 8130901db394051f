package gb28181

import (
	"context"
	"strconv"
	"time"

	"github.com/emiago/sipgo/sip"
)

// question is one we have asked and whose answers come as messages of their own, in
// as many pieces as the device likes.
type question struct{ pieces chan *Message }

// maxWait is how long the next piece of an answer may take.
const maxWait = 5 * time.Second

// Ask asks a device a question and gathers the answer: all pieces until there are as
// many items as announced, or what has come when no more comes.
func (s *Server) Ask(ctx context.Context, device, about, cmd string, fields ...Field) (*Message, error) {
	sn := s.nextSN()
	q := &question{make(chan *Message, 64)}
	key := device + "|" + sn
	s.mu.Lock()
	s.asked[key] = q
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.asked, key)
		s.mu.Unlock()
	}()
	if err := s.tell(ctx, device, about, Write(Query, cmd, sn, about, fields, "")); err != nil {
		return nil, err
	}
	var all *Message
	wait := time.NewTimer(maxWait)
	defer wait.Stop()
	for {
		select {
		case m := <-q.pieces:
			if all == nil {
				all = m
			} else {
				all.Items = append(all.Items, m.Items...)
				all.Sum = max(all.Sum, m.Sum)
				all.Cut = all.Cut || m.Cut
			}
			if len(all.Items) >= all.Sum || len(all.Items) >= 64*maxItems {
				return all, nil
			}
			wait.Reset(maxWait)
		case <-wait.C:
			if all != nil {
				all.Cut = true
				return all, nil
			}
			return nil, context.DeadlineExceeded
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// answered gives a piece to whoever asked for it; nobody waits for the others.
func (s *Server) answered(code string, m *Message) {
	s.mu.Lock()
	q := s.asked[code+"|"+m.SN]
	s.mu.Unlock()
	if q == nil {
		return
	}
	select {
	case q.pieces <- m:
	default:
	}
}

// Catalog asks a device for its channels.
func (s *Server) Catalog(ctx context.Context, device string) ([]Item, error) {
	m, err := s.Ask(ctx, device, device, CmdCatalog)
	if err != nil {
		return nil, err
	}
	return m.Items, nil
}

// Info asks for the maker, model and number of channels.
func (s *Server) Info(ctx context.Context, device string) (*Message, error) {
	return s.Ask(ctx, device, device, CmdDeviceInfo)
}

// Status asks whether it works, records, and what time it is there.
func (s *Server) Status(ctx context.Context, device string) (*Message, error) {
	return s.Ask(ctx, device, device, CmdDeviceStatus)
}

// Recordings asks a channel for what it has recorded between two times.
func (s *Server) Recordings(ctx context.Context, device, channel string, from, to time.Time) ([]Item, error) {
	m, err := s.Ask(ctx, device, channel, CmdRecordInfo, F("StartTime", Stamp(from)), F("EndTime", Stamp(to)), F("Type", "all"))
	if err != nil {
		return nil, err
	}
	return m.Items, nil
}

// control sends a DeviceControl with one command.
func (s *Server) control(ctx context.Context, device, about string, f Field) error {
	return s.tell(ctx, device, about, Write(Control, CmdControl, s.nextSN(), about, []Field{f}, ""))
}

// Guard arms a device; many send no alarm before it.
func (s *Server) Guard(ctx context.Context, device, about string) error {
	return s.control(ctx, device, about, F("GuardCmd", "SetGuard"))
}

// ResetAlarm tells a device that its alarm has been dealt with.
func (s *Server) ResetAlarm(ctx context.Context, device, about string) error {
	return s.control(ctx, device, about, F("AlarmCmd", "ResetAlarm"))
}

// Turn moves a camera.
func (s *Server) Turn(ctx context.Context, device, channel string, m Move) error {
	return s.control(ctx, device, channel, F("PTZCmd", m.PTZ()))
}

// PTZ hands a command of the standard's motors on, as CheckPTZ wrote it.
func (s *Server) PTZ(ctx context.Context, device, channel, command string) error {
	return s.control(ctx, device, channel, F("PTZCmd", command))
}

// KeyFrame asks a camera for a whole picture now. The name of the command is spelled
// so in the standard.
func (s *Server) KeyFrame(ctx context.Context, device, channel string) error {
	return s.control(ctx, device, channel, F("IFameCmd", "Send"))
}

// Subscribe asks a device to send its alarms for so long.
func (s *Server) Subscribe(ctx context.Context, device string, life time.Duration) error {
	return s.subscribe(ctx, device, life, "presence", Write(Query, CmdAlarm, s.nextSN(), device, []Field{
		F("StartAlarmPriority", "0"), F("EndAlarmPriority", "0"), F("AlarmMethod", "0"),
		F("StartAlarmTime", ""), F("EndAlarmTime", ""),
	}, ""))
}

// SubscribeCatalog asks it to tell when channels come or go.
func (s *Server) SubscribeCatalog(ctx context.Context, device string, life time.Duration) error {
	return s.subscribe(ctx, device, life, "Catalog", Write(Query, CmdCatalog, s.nextSN(), device, nil, ""))
}

func (s *Server) subscribe(ctx context.Context, device string, life time.Duration, event string, body []byte) error {
	p, ok := s.Peer(device)
	if !ok {
		return ErrAbsent
	}
	req := s.request(p, sip.SUBSCRIBE, device, manscdp, body)
	req.AppendHeader(sip.NewHeader("Event", event))
	req.AppendHeader(sip.NewHeader("Expires", strconv.Itoa(int(life/time.Second))))
	req.AppendHeader(s.contact(p))
	res, err := s.Client.Do(ctx, req)
	if err != nil {
		return err
	}
	return refused(res)
}

// arm does what follows a registration: arm it, subscribe to its alarms, ask what it
// is and what channels it has. Its answers come as messages and are taken like any.
func (s *Server) arm(code string) {
	s.spare(func(ctx context.Context) {
		step := func(do func(ctx context.Context) error) {
			ctx, cancel := context.WithTimeout(ctx, 8*time.Second)
			defer cancel()
			_ = do(ctx) // not every device can do all of it
		}
		step(func(ctx context.Context) error { return s.Guard(ctx, code, code) })
		step(func(ctx context.Context) error { return s.Subscribe(ctx, code, s.o.Expiry) })
		for _, cmd := range []string{CmdDeviceInfo, CmdDeviceStatus, CmdCatalog} {
			step(func(ctx context.Context) error {
				return s.tell(ctx, code, code, Write(Query, cmd, s.nextSN(), code, nil, ""))
			})
		}
		step(func(ctx context.Context) error { return s.SubscribeCatalog(ctx, code, s.o.Expiry) })
	})
}
