// Package cascade registers us with platforms above (上级平台), the video platform of
// the police above all, in GB/T 28181: as a lower platform that shows them the cameras
// somebody has decided to share, under numbers of theirs, sends each alarm up once and
// until it is taken, and hands on a camera's picture when they ask for it and may. What
// was sent and what was asked stays to be looked at. Nothing is shared by itself.
package cascade

import (
	"net"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"huxue/internal/driver/gb28181"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// The permissions of this room: to look, to decide what is shared, to send an alarm
// again, and to set platforms up.
const (
	PermView   access.Perm = "cascade.view"
	PermShare  access.Perm = "cascade.share"
	PermSend   access.Perm = "cascade.send"
	PermManage access.Perm = "cascade.manage"
)

// How a platform stands with us.
const (
	Off        = "off"
	Connecting = "connecting"
	Registered = "registered"
	Refused    = "refused" // it said no
	Offline    = "offline" // it said nothing
)

// Upper is a platform above us. Alarms, Practice, MayView, MayReplay and MayTurn say
// what it gets: alarms, drills and tests marked as such, pictures, recordings, and to
// turn cameras. Times are UTC milliseconds.
type Upper struct {
	ID         string `json:"id"`
	Version    int64  `json:"version"`
	Path       string `json:"path"`
	Place      string `json:"place"`
	Name       string `json:"name"`
	Address    string `json:"address"`
	Code       string `json:"code"`
	Domain     string `json:"domain"`
	OwnCode    string `json:"ownCode"`
	Login      string `json:"login"`
	HasSecret  bool   `json:"hasSecret"`
	Transport  string `json:"transport" enum:"udp,tcp"`
	ExpiryS    int    `json:"expiryS"`
	BeatS      int    `json:"beatS"`
	MediaHosts string `json:"mediaHosts"`
	Alarms     bool   `json:"alarms"`
	Practice   bool   `json:"practice"`
	MayView    bool   `json:"mayView"`
	MayReplay  bool   `json:"mayReplay"`
	MayTurn    bool   `json:"mayTurn"`
	Enabled    bool   `json:"enabled"`
	State      string `json:"state" enum:"off,connecting,registered,refused,offline"`
	Why        string `json:"why" doc:"code of what is wrong, empty for nothing"`
	Said       string `json:"said" doc:"what the platform answered"`
	StateAt    int64  `json:"stateAt" doc:"since when it stands so"`
	HeardAt    int64  `json:"heardAt" doc:"when it answered last"`
	Shared     int    `json:"shared"`
	Waiting    int    `json:"waiting" doc:"alarms that it has not taken yet"`
	Viewing    int    `json:"viewing" doc:"pictures that it looks at now"`

	since     int64
	sealed    string
	missingID string
}

// Input is a platform as a form sends it. A secret that is left out stays.
type Input struct {
	Path       string  `json:"path" maxLength:"200"`
	Name       string  `json:"name" maxLength:"60"`
	Address    string  `json:"address" maxLength:"200" doc:"host:port; without a port 5060"`
	Code       string  `json:"code" maxLength:"20"`
	Domain     string  `json:"domain,omitempty" maxLength:"20" doc:"empty: the first ten digits of the code"`
	OwnCode    string  `json:"ownCode" maxLength:"20"`
	Login      string  `json:"login,omitempty" maxLength:"64" doc:"empty: our own code"`
	Secret     *string `json:"secret,omitempty" maxLength:"128"`
	Transport  string  `json:"transport" enum:"udp,tcp"`
	ExpiryS    int     `json:"expiryS,omitempty" minimum:"0" maximum:"604800" doc:"0: a day"`
	BeatS      int     `json:"beatS,omitempty" minimum:"0" maximum:"3600" doc:"0: a minute"`
	MediaHosts string  `json:"mediaHosts,omitempty" maxLength:"300" doc:"where pictures may go besides the platform's host: addresses or networks, separated by commas"`
	Alarms     bool    `json:"alarms"`
	Practice   bool    `json:"practice"`
	MayView    bool    `json:"mayView"`
	MayReplay  bool    `json:"mayReplay"`
	MayTurn    bool    `json:"mayTurn"`
	Enabled    bool    `json:"enabled"`
}

// The refusals of this room.
var (
	errNotFound  = errs.NotFound("cascade.not_found")
	errNoSending = errs.NotFound("cascade.no_sending")
	errNoShare   = errs.NotFound("cascade.no_share")
	errPlace     = errs.Invalid("cascade.no_place", errs.Field{Name: "path", Code: "not_offered"})
	errName      = errs.Invalid("cascade.name_needed", errs.Field{Name: "name", Code: "cascade.name_needed"})
	errAddress   = errs.Invalid("cascade.bad_address", errs.Field{Name: "address", Code: "cascade.bad_address"})
	errUpperCode = errs.Invalid("cascade.bad_code", errs.Field{Name: "code", Code: "cascade.bad_code"})
	errDomain    = errs.Invalid("cascade.bad_domain", errs.Field{Name: "domain", Code: "cascade.bad_domain"})
	errOwnCode   = errs.Invalid("cascade.bad_own_code", errs.Field{Name: "ownCode", Code: "cascade.bad_own_code"})
	errLogin     = errs.Invalid("cascade.bad_login", errs.Field{Name: "login", Code: "cascade.bad_login"})
	errSecret    = errs.Invalid("cascade.secret_needed", errs.Field{Name: "secret", Code: "cascade.secret_needed"})
	errWire      = errs.Invalid("cascade.transport_unknown", errs.Field{Name: "transport", Code: "not_offered"})
	errExpiry    = errs.Invalid("cascade.bad_expiry", errs.Field{Name: "expiryS", Code: "cascade.bad_expiry"})
	errBeat      = errs.Invalid("cascade.bad_beat", errs.Field{Name: "beatS", Code: "cascade.bad_beat"})
	errMedia     = errs.Invalid("cascade.bad_media_hosts", errs.Field{Name: "mediaHosts", Code: "cascade.bad_media_hosts"})
	errCode      = errs.Invalid("cascade.bad_share_code", errs.Field{Name: "code", Code: "cascade.bad_share_code"})
	errCodeTaken = errs.Invalid("cascade.code_taken", errs.Field{Name: "code", Code: "cascade.code_taken"})
	errTooMany   = errs.Invalid("cascade.too_many", errs.Field{Name: "deviceIds", Code: "too_long"})
	errWaiting   = errs.Conflict("cascade.on_its_way")
	errTaken     = errs.Conflict("cascade.taken_already")
	errOff       = errs.Conflict("cascade.upper_off")
)

// Bounds of a registration: the standard grants a day and wants no less than an hour;
// less is accepted for platforms behind a firewall that forgets.
const (
	leastExpiry, dayExpiry, mostExpiry = 60, 86400, 604800
	leastBeat, usualBeat, mostBeat     = 5, 60, 3600
)

var (
	hostName  = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?$`)
	realmText = regexp.MustCompile(`^[A-Za-z0-9.-]{1,20}$`)
	loginText = regexp.MustCompile(`^[A-Za-z0-9_.@-]{1,64}$`)
)

// apply takes the form over.
func (in *Input) apply(u *Upper) error {
	name := strings.TrimSpace(strings.ReplaceAll(in.Name, "\x00", ""))
	if name == "" || utf8.RuneCountInString(name) > 60 {
		return errName
	}
	address, ok := hostPort(strings.TrimSpace(in.Address))
	if !ok {
		return errAddress
	}
	code, err := gb28181.ParseCode(strings.TrimSpace(in.Code))
	if err != nil {
		return errUpperCode
	}
	own, err := gb28181.ParseCode(strings.TrimSpace(in.OwnCode))
	if err != nil || own == code {
		return errOwnCode
	}
	domain, login := strings.TrimSpace(in.Domain), strings.TrimSpace(in.Login)
	if domain == "" {
		domain = code.Domain()
	}
	switch {
	case !realmText.MatchString(domain):
		return errDomain
	case login != "" && !loginText.MatchString(login):
		return errLogin
	case in.Transport != "udp" && in.Transport != "tcp":
		return errWire
	}
	if in.ExpiryS == 0 {
		in.ExpiryS = dayExpiry
	}
	if in.BeatS == 0 {
		in.BeatS = usualBeat
	}
	if in.ExpiryS < leastExpiry || in.ExpiryS > mostExpiry {
		return errExpiry.With("least", leastExpiry).With("most", mostExpiry)
	}
	if in.BeatS < leastBeat || in.BeatS > mostBeat {
		return errBeat.With("least", leastBeat).With("most", mostBeat)
	}
	hosts, ok := mediaHosts(in.MediaHosts)
	if !ok {
		return errMedia
	}
	u.Name, u.Address, u.Code, u.Domain, u.OwnCode, u.Login, u.Transport = name, address, string(code), domain, string(own), login, in.Transport
	u.ExpiryS, u.BeatS, u.MediaHosts = in.ExpiryS, in.BeatS, hosts
	u.Alarms, u.Practice, u.MayView, u.MayReplay, u.MayTurn, u.Enabled = in.Alarms, in.Practice, in.MayView, in.MayReplay, in.MayTurn, in.Enabled
	return nil
}

// hostPort reads host:port; the port of SIP is 5060.
func hostPort(s string) (string, bool) {
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		host, port = strings.Trim(s, "[]"), "5060"
	}
	n, err := strconv.Atoi(port)
	if err != nil || n < 1 || n > 65535 {
		return "", false
	}
	if _, err := netip.ParseAddr(host); err != nil && !hostName.MatchString(host) {
		return "", false
	}
	return net.JoinHostPort(host, port), true
}

// mediaHosts reads addresses and networks, and writes them one way.
func mediaHosts(s string) (string, bool) {
	var out []string
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == '，' || r == ' ' || r == ';' || r == '、' }) {
		if p, err := netip.ParsePrefix(part); err == nil {
			out = append(out, p.Masked().String())
		} else if a, err := netip.ParseAddr(part); err == nil {
			out = append(out, a.String())
		} else {
			return "", false
		}
	}
	return strings.Join(out, ","), len(out) <= 8
}

// sendsTo says whether a picture may be sent to an address. Whoever asks in the name of
// a platform has shown nothing but where his packet says it comes from, which over UDP
// is easily forged; so pictures go to the platform's own host (peer), or where the
// operator has said, and nowhere else.
func (u *Upper) sendsTo(to netip.Addr, peer string) bool {
	to = to.Unmap()
	if h, _, err := net.SplitHostPort(peer); err == nil {
		if a, err := netip.ParseAddr(h); err == nil && a.Unmap() == to {
			return true
		}
	}
	for part := range strings.SplitSeq(u.MediaHosts, ",") {
		if p, err := netip.ParsePrefix(part); err == nil && p.Contains(to) {
			return true
		}
		if a, err := netip.ParseAddr(part); err == nil && a.Unmap() == to {
			return true
		}
	}
	return false
}

// wants says whether an alarm is sent up to the platform.
func (u *Upper) wants(a *Alarm) bool {
	return u.Enabled && u.Alarms && strings.HasPrefix(a.Path, u.Path) && a.ReceivedAt >= u.since && (a.Mode == "real" || u.Practice)
}
