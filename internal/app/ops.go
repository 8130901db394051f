package app

import (
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"huxue/internal/geo"
)

// operations adds what those who run the server look at: /healthz says why
// not, /metrics is for Prometheus.
func (a *App) operations() {
	a.api.Handle("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		if err := a.db.Healthy(r.Context()); err != nil {
			http.Error(w, fmt.Sprintf("database: %v", err), http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ok\n"))
	})
	metrics := promhttp.HandlerFor(a.registry, promhttp.HandlerOpts{})
	a.api.Handle("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		if !local(r) {
			http.NotFound(w, r)
			return
		}
		metrics.ServeHTTP(w, r)
	})
	a.api.Handle("GET /api/v1/map/borders", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/geo+json")
		w.Header().Set("Cache-Control", "public, max-age=86400")
		_, _ = w.Write(geo.GeoJSON())
	})
}

// local reports whether a request comes from this machine itself and not
// through a proxy on it: figures are for whoever runs the server.
func local(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	ip := net.ParseIP(host)
	return err == nil && ip != nil && ip.IsLoopback() && r.Header.Get("X-Forwarded-For") == ""
}

type requestMetrics struct {
	took *prometheus.HistogramVec
}

func newRequestMetrics(r prometheus.Registerer, listeners func() int) *requestMetrics {
	m := &requestMetrics{took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "huxue_request_seconds", Help: "How long requests took.", Buckets: []float64{.002, .005, .01, .025, .1, .5, 2, 10},
	}, []string{"route", "status"})}
	r.MustRegister(m.took, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "huxue_open_pages", Help: "Pages that listen for changes."},
			func() float64 { return float64(listeners()) }))
	return m
}

func (m *requestMetrics) done(pattern string, status int, took time.Duration) {
	m.took.WithLabelValues(pattern, strconv.Itoa(status/100)+"xx").Observe(took.Seconds())
}
