package gb28181

import (
	"strconv"
	"strings"
	"time"
)

// What an alarm message means.
const (
	MeansPress     = "press"      // somebody has called for help
	MeansTamper    = "tamper"     // the box is being taken apart
	MeansVideoLost = "video_lost" // a camera shows nothing
	MeansFault     = "fault"      // disk, fan, heat, cold
	MeansAnalysis  = "analysis"   // what a camera believes to have seen
	MeansUnknown   = "unknown"    // no table has it; from a panic channel it is an emergency
)

// Alarm is the contents of an alarm message. Absent numbers are 0: the standard
// begins all of them at 1.
type Alarm struct {
	SN, DeviceID           string
	Priority, Method, Type int
	// At is when the box says it happened, in the zone of China; zero if it does not
	// say or says nonsense.
	At          time.Time
	Description string
	Lon, Lat    float64 // both 0: not given
	Broken      bool    // part of the message could not be read, or a number is none
}

// China is the zone of all times in messages.
var China = time.FixedZone("CST", 8*60*60)

// AlarmOf reads the alarm in a message.
func AlarmOf(m *Message) Alarm {
	a := Alarm{SN: m.SN, DeviceID: m.DeviceID, Description: m.Get("AlarmDescription"), Broken: m.Cut}
	number := func(name string) int {
		text := m.Get(name)
		n, err := strconv.Atoi(text)
		if text != "" && (err != nil || n < 0) {
			a.Broken = true
			return -1
		}
		return n
	}
	a.Priority, a.Method, a.Type = number("AlarmPriority"), number("AlarmMethod"), number("AlarmType")
	a.At = Time(m.Get("AlarmTime"))
	a.Lon, _ = strconv.ParseFloat(m.Get("Longitude"), 64)
	a.Lat, _ = strconv.ParseFloat(m.Get("Latitude"), 64)
	if a.Lon < -180 || a.Lon > 180 || a.Lat < -90 || a.Lat > 90 {
		a.Lon, a.Lat = 0, 0
	}
	return a
}

// Time reads the times of the standard; they carry no zone and mean China's. Zero
// if it is none.
func Time(s string) time.Time {
	s = strings.TrimSpace(s)
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04:05.000", "2006-01-02 15:04:05"} {
		if t, err := time.ParseInLocation(layout, s, China); err == nil {
			return t
		}
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t
	}
	return time.Time{}
}

// Stamp writes a time as the standard does.
func Stamp(t time.Time) string { return t.In(China).Format("2006-01-02T15:04:05") }

// Meaning is what the alarm is about, by method and type. The trap in it: method 2
// without a type is the one-key button, method 2 with type 2 is a box being opened.
func (a Alarm) Meaning() string {
	switch a.Method {
	case 2:
		switch a.Type {
		case 0:
			return MeansPress
		case 1:
			return MeansVideoLost
		case 2:
			return MeansTamper
		case 3, 4, 5:
			return MeansFault
		}
	case 5:
		switch {
		case a.Type == 1:
			return MeansPress // a visual intercom's panic key
		case a.Type >= 2 && a.Type <= 10, a.Type == 12:
			return MeansAnalysis
		case a.Type == 11:
			return MeansVideoLost
		}
	case 6:
		return MeansFault
	}
	return MeansUnknown
}
