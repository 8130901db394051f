package alarm

import "github.com/prometheus/client_golang/prometheus"

type metrics struct {
	presses *prometheus.CounterVec
}

func newMetrics(r prometheus.Registerer) *metrics {
	m := &metrics{presses: prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "huxue_alarm_presses_total", Help: "Presses taken, by mode and whether the press was known already.",
	}, []string{"mode", "known"})}
	if r != nil {
		r.MustRegister(m.presses)
	}
	return m
}

func (m *metrics) pressed(a *Alarm, known bool) {
	label := "no"
	if known {
		label = "yes"
	}
	m.presses.WithLabelValues(string(a.Mode), label).Inc()
}
